import * as z from 'zod';
import { UsageError } from '../usage.ts';
import { read, text } from './read.ts';

/** `to` is the end of the last day. */
export interface CostsCommand {
  do: 'compareCosts';
  from: Date;
  to: Date;
}

const dayMs = 24 * 3600 * 1000;
const mostDays = 92;

export function readCosts([verb, ...rest]: readonly string[]): CostsCommand {
  if (verb !== 'compare') {
    throw new UsageError(verb ? `There is no command costs ${verb}.` : 'Say what to do with costs.');
  }
  const { values } = read(rest, { from: text, to: text });
  const from = readDay('--from', values.from);
  const last = readDay('--to', values.to);
  if (last < from) throw new UsageError('--to has to be the same day as --from, or later.');
  const to = new Date(last.getTime() + dayMs);
  if (to.getTime() - from.getTime() > mostDays * dayMs) throw new UsageError(`Ask for at most ${mostDays} days.`);
  return { do: 'compareCosts', from, to };
}

function readDay(option: string, day: string | undefined): Date {
  if (!day) throw new UsageError(`Say ${option} which day, like 2026-12-31.`);
  if (!z.iso.date().safeParse(day).success) throw new UsageError(`${option} ${day} is no day, like 2026-12-31.`);
  return new Date(day);
}
