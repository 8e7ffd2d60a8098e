import * as z from 'zod';
import { UsageError } from '../usage.ts';

const hours = { h: 1, d: 24 } as const;
const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** `30d` or `12h`, which is `ahead` of now or ago, or a date: when that is. A date without a time is its beginning, in UTC. Throws UsageError. */
export function readMoment(option: string, text: string, now: Date, ahead: boolean): Date {
  const [, count, unit] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  if (count && unit) {
    const ms = Number(count) * hours[unit as keyof typeof hours] * 3_600_000;
    return new Date(now.getTime() + (ahead ? ms : -ms));
  }
  if (moment.safeParse(text).success) return new Date(text);
  const span = ahead ? 'a time from now' : 'a time until now';
  throw new UsageError(`${option} ${text} is neither ${span}, like 30d or 12h, nor a date, like 2027-01-01.`);
}
