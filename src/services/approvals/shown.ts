/** What people are shown as text: a line for each field, `name: value`, what is inside one as JSON. */
export const shownAsText = (show: Readonly<Record<string, unknown>>): string =>
  Object.entries(show)
    .map(([name, value]) => `${name}: ${textOf(value)}`)
    .join('\n');

/** A text as it is, words one after the other, anything else as JSON. */
export const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const words = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
  return words ? value.join(' ') : JSON.stringify(value, null, 2);
};
