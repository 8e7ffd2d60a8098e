import { InvalidInputError, type InputIssue } from '../../src/errors.ts';

/** What some store refuses, as if it were broken: PostgreSQL null bytes, Temporal halves of surrogate pairs. */
const unreadable = /[\0\p{Cs}]/u;

/** Throws InvalidInputError when there is a text in the arguments that not everything behind the API can keep. */
export function assertReadable(args: Readonly<Record<string, unknown>>): void {
  const issues = issuesIn(args, []);
  if (issues.length > 0) throw new InvalidInputError(issues);
}

function issuesIn(value: unknown, path: string[]): InputIssue[] {
  if (typeof value === 'string' && unreadable.test(value)) {
    return [{ path, message: 'Must be text without null bytes and halves of surrogate pairs.' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => issuesIn(item, [...path, key]));
}
