/** A mark given at the start of a run, to find it by. */
export interface Label {
  key: string;
  value: string;
}

/** A label as Temporal stores it. Searches for quotes and backslashes fail or lie on its SQLite, so they go encoded. */
export const encodeLabel = ({ key, value }: Label) =>
  `${key}=${value.replace(/[%'"\\]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** Others may have stored anything: a text without `=` is a key without a value. */
export function decodeLabel(text: string): Label {
  const [key = '', ...rest] = text.split('=');
  const value = rest
    .join('=')
    .replace(/%(2[257]|5C)/g, (_match, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return { key, value };
}
