import type * as z from 'zod';
import { InvalidInputError, type InputIssue } from '../errors.ts';
import { inWords } from './input-words.ts';

/** A value by its type, or what is wrong with it in words for people. */
export const check = <S extends z.ZodType>(schema: S, value: unknown) => schema.safeParse(value, { error: inWords });

/** What is wrong with a value, in the API's own form. */
export const issuesOf = (error: z.ZodError | undefined): InputIssue[] =>
  (error?.issues ?? []).map(({ path, message }) => ({ path: path.map(String), message }));

/** The parsed value. Throws InvalidInputError, with `more` of what no schema can see. */
export function parseInput<S extends z.ZodType>(
  schema: S,
  value: unknown,
  more: readonly InputIssue[] = [],
): z.output<S> {
  const parsed = check(schema, value);
  const issues = [...issuesOf(parsed.error), ...more];
  if (!parsed.success || issues.length > 0) throw new InvalidInputError(issues);
  return parsed.data;
}
