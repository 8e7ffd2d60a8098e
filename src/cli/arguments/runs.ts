import { runStatuses, type RunStatus } from '../../services/runs/status.ts';
import { UsageError } from '../usage.ts';
import { readMoment } from './moment.ts';
import { flag, onlyOne, read, readLabel, readLimit, readList, several, text, type Label } from './read.ts';

export type RunsCommand =
  | { do: 'start'; workflow: string; input: string; labels: Label[]; rerun: boolean; watch: boolean; json: boolean }
  | { do: 'runs'; filter: RunFilter; limit: number; json: boolean }
  | { do: 'watch'; run: string; json: boolean };

/** As the API takes it. */
interface RunFilter {
  workflow?: string;
  status?: RunStatus[];
  label?: Label;
  startedAfter?: Date;
  startedBefore?: Date;
}

export function readStart(args: readonly string[]): RunsCommand {
  const options = { input: text, label: several, rerun: flag, watch: flag, json: flag };
  const { values, positionals } = read(args, options, true);
  const { input, label = [], rerun = false, watch = false, json = false } = values;
  const workflow = onlyOne(positionals, 'Say which workflow to start, one.');
  if (!input) throw new UsageError('Say with --input which file has the input, as JSON; - is standard input.');
  return { do: 'start', workflow, input, labels: label.map(readLabel), rerun, watch, json };
}

export function readRuns(args: readonly string[]): RunsCommand {
  const options = { workflow: text, status: text, label: text, since: text, until: text, limit: text, json: flag };
  const { workflow, status, label, since, until, limit, json = false } = read(args, options).values;
  const filter = {
    ...(workflow !== undefined && { workflow }),
    ...(status !== undefined && { status: readList('--status', status).map(readStatus) }),
    ...(label !== undefined && { label: readLabel(label) }),
    ...(since !== undefined && { startedAfter: readMoment('--since', since, new Date(), false) }),
    ...(until !== undefined && { startedBefore: readMoment('--until', until, new Date(), false) }),
  };
  return { do: 'runs', filter, limit: readLimit(limit), json };
}

export function readWatch(args: readonly string[]): RunsCommand {
  const { values, positionals } = read(args, { json: flag }, true);
  return { do: 'watch', run: onlyOne(positionals, 'Say which run to watch: one id.'), json: values.json ?? false };
}

function readStatus(status: string): RunStatus {
  const found = runStatuses.find((known) => known === status.toUpperCase());
  if (found) return found;
  throw new UsageError(`--status ${status} is none of ${runStatuses.map((one) => one.toLowerCase()).join(', ')}.`);
}
