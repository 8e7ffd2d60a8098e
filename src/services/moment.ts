import * as z from 'zod';

const moment = z.iso.datetime({ offset: true });
const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** The moment that a text names, as ISO 8601 with a time zone; null when it names none. */
export const readMoment = (text: unknown): Date | null => {
  const parsed = moment.safeParse(text);
  return parsed.success ? new Date(parsed.data) : null;
};

/** What is wrong with one that names none. */
export const momentProblem = (text: unknown): string =>
  typeof text === 'string' && form.test(text)
    ? `There is no ${text}: the calendar or the clock has no such day or time.`
    : 'Must be a moment with a time zone, such as 2026-12-31T23:00:00Z.';
