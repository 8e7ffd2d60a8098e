import type { Label } from '../../../workers/kit/wire/label.ts';
import type { InputIssue } from '../../errors.ts';

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
