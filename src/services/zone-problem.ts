/** What is wrong with the name of a time zone; undefined when nothing is. */
export function zoneProblem(name: string): string | undefined {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    // The server wants capital letters where they belong.
    if (timeZone === name || timeZone.toLowerCase() !== name.toLowerCase()) return undefined;
    return `There is no time zone ${name}. Did you mean ${timeZone}?`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return 'Must be the name of a time zone such as Europe/Amsterdam.';
  }
}
