import { UsageError } from '../usage.ts';
import { flag, onlyOne, read } from './read.ts';

export interface SchedulesCommand {
  do: 'schedules';
  file: string;
  /** Only says what would be done. */
  dryRun: boolean;
  json: boolean;
}

export function readSchedules([verb, ...rest]: readonly string[]): SchedulesCommand {
  if (verb !== 'plan' && verb !== 'apply') {
    throw new UsageError(verb ? `There is no command schedules ${verb}.` : 'Say what to do with schedules.');
  }
  const { values, positionals } = read(rest, { json: flag }, true);
  const file = onlyOne(positionals, 'Say which file has the schedules, one; - is standard input.');
  return { do: 'schedules', file, dryRun: verb === 'plan', json: values.json ?? false };
}
