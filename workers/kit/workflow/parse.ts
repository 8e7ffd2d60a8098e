import { ApplicationFailure } from '@temporalio/workflow';
import type * as z from 'zod';
import { describeIssues } from '../wire/errors.ts';

/** The parsed value. What does not fit ends the run with a code. */
export function parse<T extends z.ZodType>(
  schema: T,
  value: unknown,
  code: 'INVALID_INPUT' | 'INVALID_OUTPUT',
  where?: string,
): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const message = describeIssues(parsed.error);
  throw ApplicationFailure.create({
    type: code,
    message: where ? `${where}: ${message}` : message,
    nonRetryable: true,
  });
}
