import * as z from 'zod';

const moment = z.iso.datetime({ offset: true });
const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** What databases and clients write as years of four digits, in UTC. */
const first = new Date('0001-01-01T00:00:00Z');
const last = new Date('9999-12-31T23:59:59.999Z');

/** The moment that a text names, as ISO 8601 with a time zone; null when it names none. */
export const readMoment = (text: unknown): Date | null => {
  const parsed = moment.safeParse(text);
  if (!parsed.success) return null;
  const date = new Date(parsed.data);
  return date >= first && date <= last ? date : null;
};

/** What is wrong with one that names none. */
export const momentProblem = (text: unknown): string =>
  typeof text === 'string' && form.test(text)
    ? `There is no ${text}: the calendar or the clock has no such day or time, or it is not of the years 1 to 9999.`
    : 'Must be a moment with a time zone, such as 2026-12-31T23:00:00Z.';
