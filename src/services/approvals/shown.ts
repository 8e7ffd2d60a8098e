/** What people are shown as text: a line for each field, `name: value`, what is inside one as JSON. */
export const shownAsText = (show: Readonly<Record<string, unknown>>): string =>
  Object.entries(show)
    .map(([name, value]) => `${name}: ${textOf(value)}`)
    .join('\n');

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
