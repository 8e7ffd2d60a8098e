import type * as z from 'zod';

/** One JSON value on each line. */
export const toJsonLines = (values: readonly unknown[]) =>
  Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));

/** The values, whatever they are. */
export const parseJsonLines = (bytes: Buffer): unknown[] =>
  bytes
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

/** Throws when a line is not what was written. */
export const fromJsonLines = <T extends z.ZodType>(form: T, bytes: Buffer): z.output<T>[] =>
  parseJsonLines(bytes).map((value) => form.parse(value));
