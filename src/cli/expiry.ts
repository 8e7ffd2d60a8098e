import * as z from 'zod';
import { UsageError } from './usage.ts';

const hours = { h: 1, d: 24 } as const;
const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** `30d`, `12h`, or a date: when that is. A date without a time is its beginning, in UTC. Throws UsageError. */
export function readExpiry(text: string, now: Date): Date {
  const [, count, unit] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  if (count && unit) return new Date(now.getTime() + Number(count) * hours[unit as keyof typeof hours] * 3_600_000);
  if (moment.safeParse(text).success) return new Date(text);
  throw new UsageError(`--expires ${text} is neither a time from now, like 30d or 12h, nor a date, like 2027-01-01.`);
}
