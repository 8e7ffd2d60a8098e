import { readCosts, type CostsCommand } from './arguments/costs.ts';
import { readKeys, type KeysCommand } from './arguments/keys.ts';
import { flag, read, readLimit, text } from './arguments/read.ts';
import { readRuns, readStart, readWatch, type RunsCommand } from './arguments/runs.ts';
import { readSchedules, type SchedulesCommand } from './arguments/schedules.ts';
import { UsageError } from './usage.ts';

/** What the command line asks for. */
export type Command =
  | { do: 'help' }
  | { do: 'health' }
  | { do: 'doctor'; json: boolean }
  | { do: 'audit'; actor: string | null; limit: number; json: boolean }
  | RunsCommand
  | SchedulesCommand
  | KeysCommand
  | CostsCommand;

/** By the first word. Each throws UsageError. */
const readers: Readonly<Record<string, (args: readonly string[]) => Command>> = {
  start: readStart,
  runs: readRuns,
  watch: readWatch,
  schedules: readSchedules,
  keys: readKeys,
  costs: readCosts,
  audit(args) {
    const { actor = null, limit, json = false } = read(args, { actor: text, limit: text, json: flag }).values;
    return { do: 'audit', actor, limit: readLimit(limit), json };
  },
  doctor: (args) => ({ do: 'doctor', json: read(args, { json: flag }).values.json ?? false }),
  health(args) {
    read(args, {});
    return { do: 'health' };
  },
};

/** Throws UsageError. */
export function readCommand(args: readonly string[]): Command {
  if (args.length === 0 || args.some((arg) => arg === '--help' || arg === '-h')) return { do: 'help' };
  const [name = '', ...rest] = args;
  if (!Object.hasOwn(readers, name)) throw new UsageError(`There is no command ${name}.`);
  return readers[name]!(rest);
}
