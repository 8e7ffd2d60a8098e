import { randomUUID } from 'node:crypto';
import { sleep } from '../../platform/sleep.ts';
import { canonicalJson } from '../../../workers/kit/hash.ts';
import { ScheduleConflictError, ScheduleNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Temporal } from '../../platform/temporal.ts';
import type { Page } from '../page.ts';
import { createSlots } from '../../platform/slots.ts';
import { createTurns } from '../turns.ts';
import { allTime, checkDue } from './check-spec.ts';
import { comparable } from './comparable.ts';
import { assertNote, changesOf, definitionOf, type ScheduleChanges, type ScheduleRequest } from './definition.ts';
import { describeSchedule } from './describe.ts';
import { detailsOf, revisionOf, rowOf, type ListEntry } from './from-temporal.ts';
import { keepForeign } from './keep-foreign.ts';
import { listSchedules, type ScheduleFilter } from './list.ts';
import {
  overlaps,
  type Declared,
  type Overlap,
  type Schedule,
  type ScheduleDefinition,
  type ScheduleDetails,
  type ScheduledRun,
} from './schedule.ts';
import type { ProtoSpec } from './throwaway-request.ts';
import { attributesToTemporal, scheduleToTemporal, writtenBy } from './to-temporal.ts';
import { changeSchedule, makeSchedule } from './write.ts';

const detailsAtOnce = 10;

/** The run is null when the overlap policy has let it pass, or put it off. */
export interface Triggered {
  schedule: Schedule;
  run: ScheduledRun | null;
}

/** Everything that can be done with schedules. Temporal is the only source of truth; the database knows which names were used. */
export function createSchedules(temporal: Temporal, database: Database) {
  const { service, namespace } = temporal;

  const known = async (name: string): Promise<ScheduleDetails> =>
    detailsOf(temporal, name, await describeSchedule(temporal, name));
  const details = async (name: string): Promise<ScheduleDetails | null> => {
    try {
      return await known(name);
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return null;
      throw error;
    }
  };
  /** For all lists together, so that none keeps the server from its schedules: each description is a query to one. */
  const slots = createSlots(detailsAtOnce);
  const toSchedule = async (entry: ListEntry): Promise<Schedule> => {
    const row = await rowOf(temporal, entry);
    let asked: Promise<ScheduleDetails | null> | undefined;
    return { ...row, details: () => (asked ??= slots.run(() => details(row.name))) };
  };

  const change = (name: string, request: () => Promise<unknown>, spec?: ProtoSpec | null) =>
    changeSchedule(temporal, name, request, spec);
  const patch = (name: string, what: Parameters<typeof service.patchSchedule>[0]['patch']) =>
    change(name, () => service.patchSchedule({ namespace, scheduleId: name, requestId: randomUUID(), patch: what }));

  /** Each is to have a second of its own, and to know which run is its. */
  const triggers = createTurns();
  const trigger = async (name: string, overlap?: Overlap | null): Promise<Triggered> => {
    const before = await known(name);
    await secondOfItsOwn(before);
    const policy = overlap ?? before.overlap; // the server's default is not the schedule's own
    await patch(name, { triggerImmediately: { overlapPolicy: overlaps.indexOf(policy) + 1 } });
    for (let wait = 50; ; wait *= 2) {
      const now = await known(name);
      const run = now.recent.find(({ key }) => before.recent.every((one) => one.key.first !== key.first)) ?? null;
      const skipped = now.counts.skippedByOverlap > before.counts.skippedByOverlap;
      if (run || skipped || wait > longestWaitMs) return { schedule: whole(now), run };
      await sleep(wait);
    }
  };

  /** What people have said of it; a word of ours where they have not, as without any the server does nothing. */
  const noteThatStays = async (name: string, word: (typeof ownWords)[number]): Promise<string> => {
    const { note } = await known(name);
    return note === '' || isOwnWord(note) ? word : note;
  };

  return {
    /** Null when there is no such schedule. */
    async get(name: string): Promise<Schedule | null> {
      const found = await details(name);
      return found && whole(found);
    },

    async list(filter: ScheduleFilter, first: number, after?: string | null): Promise<Page<Schedule>> {
      const { rows, ...page } = await listSchedules(temporal, filter, first, after);
      const schedules = await Promise.all(rows.map(({ node }) => toSchedule(node)));
      return { ...page, rows: schedules.map((node, n) => ({ node, cursor: rows[n]!.cursor })) };
    },

    /** Throws InvalidInputError, or ScheduleAlreadyExistsError. */
    async create(request: ScheduleRequest, createdBy: string | null = null): Promise<Schedule> {
      const definition = definitionOf(request);
      await checkDue(temporal, definition.spec, { ...allTime, from: new Date() });
      await makeSchedule(temporal, database, request.name, definition, createdBy);
      return whole(await known(request.name));
    },

    /**
     * Changes a schedule that nobody has changed since it had the revision. Throws InvalidInputError, ScheduleNotFoundError
     * or ScheduleConflictError.
     */
    async update(name: string, revision: string, changes: ScheduleChanges): Promise<Schedule> {
      const chosen = changesOf(changes);
      const before = await describeSchedule(temporal, name);
      if (revisionOf(before) !== revision) throw new ScheduleConflictError(name);
      const { declared, ...former } = await detailsOf(temporal, name, before);
      if (isTheSame(former, declared, chosen)) return whole({ ...former, declared });
      // What is changed by other means than the file is no longer what the file says.
      const wanted = { ...former, declared: declared && { ...declared, applied: null }, ...chosen };
      const write = randomUUID();
      const next = await scheduleToTemporal(temporal, name, wanted, write);
      keepForeign(next, before, chosen);
      const searchAttributes = attributesToTemporal(temporal, wanted, former.createdBy);
      await change(
        name,
        () =>
          service.updateSchedule({
            namespace,
            scheduleId: name,
            requestId: randomUUID(),
            schedule: next,
            conflictToken: before.conflictToken,
            searchAttributes,
          }),
        next.spec,
      );
      // The server says nothing when somebody was quicker and it has dropped this one (measured, 1.31).
      const after = await describeSchedule(temporal, name);
      const [last] = await temporal.decode([after.schedule?.action?.startWorkflow?.memo?.fields?.[writtenBy] ?? {}]);
      if (last !== write) throw new ScheduleConflictError(name);
      return whole(await detailsOf(temporal, name, after));
    },

    /** Throws ScheduleNotFoundError. */
    remove: (name: string) => change(name, () => service.deleteSchedule({ namespace, scheduleId: name })),

    /** Without a note, the one that is there stays. Throws ScheduleNotFoundError, or InvalidInputError for one that is too long. */
    async pause(name: string, note: string): Promise<Schedule> {
      assertNote(note);
      await patch(name, { pause: note || (await noteThatStays(name, 'Paused')) });
      return whole(await known(name));
    },

    /** Throws the same. */
    async resume(name: string, note: string): Promise<Schedule> {
      assertNote(note);
      await patch(name, { unpause: note || (await noteThatStays(name, 'Resumed')) });
      return whole(await known(name));
    },

    /**
     * Starts a run now, also of a schedule that is paused. The run is null when the overlap policy has let it pass, or
     * put it off.
     */
    trigger: (name: string, overlap?: Overlap | null): Promise<Triggered> =>
      triggers.next(name, () => trigger(name, overlap)),
  };
}

const ownWords = ['Paused', 'Resumed'] as const;
const isOwnWord = (note: string) => ownWords.some((word) => word === note);

/** Ids of runs end with the second: what is triggered in the same one is dropped without a word (measured, 1.31). */
async function secondOfItsOwn({ recent }: ScheduleDetails): Promise<void> {
  const last = Math.max(...recent.map(({ scheduledAt }) => +(scheduledAt ?? 0)));
  const left = last + 1000 - Date.now();
  if (left > 0) await sleep(Math.min(left, 1000)); // their clock may be ahead of ours
}

/** Whether changes change nothing: then they leave the revision to those who know it. */
function isTheSame(
  former: Omit<ScheduleDetails, 'declared'>,
  declared: Declared | null,
  chosen: Partial<ScheduleDefinition>,
) {
  const before = { ...former, declared };
  return textOf({ ...before, ...chosen }) === textOf(before);
}
const textOf = (one: ScheduleDefinition) => canonicalJson([comparable(one), one.remainingActions, one.declared]);

const whole = (details: ScheduleDetails): Schedule => ({ ...details, details: async () => details });

export type Schedules = ReturnType<typeof createSchedules>;

/** The server starts a triggered run within some 100 ms; when it is put off, nothing says so. */
const longestWaitMs = 1000;
