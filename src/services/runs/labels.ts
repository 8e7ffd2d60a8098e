import type { InputIssue } from '../../errors.ts';

/** A mark given at the start of a run, to find it by. */
export interface Label {
  key: string;
  value: string;
}

/** Labels of one thing. */
export const maxLabels = 20;

const rules = { key: /^[A-Za-z0-9._/-]{1,63}$/, value: /^[^\p{Cc}]{0,255}$/u };

/** What is wrong with a label that was given at `path`. */
export function labelIssues({ key, value }: Label, path: string[]): InputIssue[] {
  const issues: InputIssue[] = [];
  if (!rules.key.test(key)) {
    const message = 'Must have 1 to 63 letters, digits, ".", "_", "/" or "-".';
    issues.push({ path: [...path, 'key'], message });
  }
  if (!rules.value.test(value)) {
    const message = 'Must have at most 255 characters, without control characters.';
    issues.push({ path: [...path, 'value'], message });
  }
  return issues;
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
