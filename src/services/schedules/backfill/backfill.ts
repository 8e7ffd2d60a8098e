import * as z from 'zod';
import {
  backfill,
  backfillName,
  mostTimes,
  mostTimesAtOnce,
  nominalTime,
  runIdAt,
} from '../../../../workers/kit/backfill/contract.ts';
import { InvalidInputError } from '../../../errors.ts';
import type { Database } from '../../../platform/db/database.ts';
import type { Storage } from '../../../platform/storage.ts';
import type { Temporal } from '../../../platform/temporal.ts';
import { storeManifest } from '../../batches/manifest.ts';
import { parseInput } from '../../parse-input.ts';
import { decodeLabel } from '../../../../workers/kit/wire/label.ts';
import { encodeRunId, type RunKey } from '../../runs/run-id.ts';
import { startWorkflow, type StartedBy } from '../../runs/start.ts';
import { timestamp } from '../../runs/timestamp.ts';
import { describeSchedule } from '../describe.ts';
import { noteUse } from '../first-use.ts';
import { localTime } from '../preview/clock-changes.ts';
import { actionOf } from './action.ts';
import { listedRunIds } from './listed-runs.ts';
import { nominalTimes } from './nominal-times.ts';
import { createOccurrences } from './occurrences.ts';
import { forgottenBefore } from './retention.ts';
import { standingOf } from './standing.ts';

/** Times that the answer has. */
const mostShown = 50;
/** Until then a backfill has to have begun what Temporal is about to forget. */
const headStartMs = 3600_000;

export interface BackfillRequest {
  name: string;
  from: Date;
  to: Date;
  concurrency?: number;
  dryRun: boolean;
}

export interface Backfill {
  /** Times of the schedule in the range. */
  total: number;
  /** Of those, the ones that were not run yet. */
  due: number;
  /** And the ones that nobody can know of (any more) whether they were run: they are left alone. */
  unknown: number;
  /** The first that are due. */
  times: { at: Date; local: string }[];
  /** What runs them; null when nothing is due, or they were only counted. */
  run: { id: string; key: RunKey; workflow: string } | null;
}

const numbers = z.object({ concurrency: z.int().min(1).max(mostTimesAtOnce).default(1) });

interface Tools {
  temporal: Temporal;
  storage: Storage;
  database: Database;
  /** Temporal workflow types that this deployment can start. */
  startable: ReadonlySet<string>;
}

/** Makes what runs times of a schedule that have passed without a run, each once and for all. */
export function createBackfill({ temporal, storage, database, startable }: Tools) {
  const occurrences = createOccurrences(database);

  /**
   * Throws InvalidInputError, ScheduleNotFoundError, or RunAlreadyExistsError while a backfill of the same range goes on.
   */
  return async (request: BackfillRequest, by: StartedBy = {}): Promise<Backfill> => {
    const { name, from, to, dryRun } = request;
    const { concurrency } = parseInput(numbers, { concurrency: request.concurrency });
    assertRange(request);
    const described = await describeSchedule(temporal, name);
    const action = await actionOf(temporal, described, startable);
    const { times, complete } = await nominalTimes(temporal, name, described, { from, to, most: mostTimes });
    if (!complete) throw tooMany(times.at(-1)!);
    const firstUsed = await noteUse(database, name, timestamp(described.info?.createTime) ?? undefined);

    const rows = await occurrences.within(name, from, to);
    const listed = await listedRunIds(temporal, name, from, to);
    const forgotten = new Date(+(await forgottenBefore(temporal)) + headStartMs);
    const standings = times.map((at) => {
      const isListed = listed.has(runIdAt(action.workflowId, nominalTime(at)));
      return standingOf(at, rows.get(+at), isListed, { firstUsed, forgottenBefore: forgotten });
    });
    const unknown = times.filter((_at, index) => standings[index] === 'UNKNOWN');
    if (unknown.some((at) => !rows.has(+at))) throw tooLongAgo(forgotten, firstUsed);
    const due = times.filter((_at, index) => standings[index] === 'DUE');

    const timeZone = described.schedule?.spec?.timezoneName || 'UTC';
    const answer = {
      total: times.length,
      due: due.length,
      unknown: unknown.length,
      times: due.slice(0, mostShown).map((at) => ({ at, local: localTime(at, timeZone) })),
    };
    if (dryRun || due.length === 0) return { ...answer, run: null };
    const items = due.map((at) => ({ id: nominalTime(at), input: null }));
    const input = {
      schedule: name,
      from: from.toISOString(),
      to: to.toISOString(),
      firstUsed: firstUsed.toISOString(),
      action,
      manifest: await storeManifest(storage, action.workflow, items),
      concurrency,
    };
    const workflow = backfillName(action.workflow);
    const { taskQueue } = action;
    const { reuse } = backfill;
    const labels = action.searchAttributes['TempographLabels']?.map(decodeLabel) ?? [];
    const workflowId = backfill.workflowId(input);
    const key = await startWorkflow(
      temporal,
      { type: workflow, input, taskQueue, workflowId, reuse },
      { ...by, labels },
    );
    return { ...answer, run: { id: encodeRunId(key), key, workflow } };
  };
}
export type BackfillSchedule = ReturnType<typeof createBackfill>;

function assertRange({ from, to }: BackfillRequest): void {
  const issues = [
    ...(+from < 0 ? [{ path: ['from'], message: 'Must not be before 1970.' }] : []),
    ...(from > to ? [{ path: ['to'], message: 'Must not be before from.' }] : []),
    ...(+to > Date.now()
      ? [{ path: ['to'], message: 'Must not be in the future: the schedule itself runs that.' }]
      : []),
  ];
  if (issues.length > 0) throw new InvalidInputError(issues);
}

const tooMany = (last: Date) =>
  new InvalidInputError([
    {
      path: ['to'],
      message: `There are more than ${mostTimes} times; the ${mostTimes}th is ${nominalTime(last)}. Begin with those up to it.`,
    },
  ]);

const tooLongAgo = (since: Date, firstUsed: Date) =>
  new InvalidInputError([
    {
      path: ['from'],
      message:
        `Temporal forgets runs after a while, so nobody can know of all times before ${nominalTime(since)} whether the ` +
        `schedule has run them. Give that moment or a later one. (Times before ${nominalTime(firstUsed)}, when there was ` +
        'no such schedule yet, are possible too, up to that.)',
    },
  ]);
