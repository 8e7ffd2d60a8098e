import { nominalTime, runIdAt, type Claim, type TimesOwner } from '../../../../workers/kit/backfill/contract.ts';
import type { Database } from '../../../platform/db/database.ts';
import type { Temporal } from '../../../platform/temporal.ts';
import { describe, describeHead } from '../../runs/head.ts';
import type { RunKey } from '../../runs/run-id.ts';
import { isClosed, toStatus } from '../../runs/status.ts';
import { createSlots } from '../../../platform/slots.ts';
import { createOccurrences, type Occurrence } from './occurrences.ts';
import { forgottenBefore } from './retention.ts';
import { standingOf } from './standing.ts';

/** Questions to Temporal at a time. */
const atOnce = 10;

type Rows = ReadonlyMap<number, Occurrence>;

/**
 * Gives times of schedules to backfills, each to one. Nothing is started here: a time that was claimed in vain, as its
 * backfill has ended, is given to the next that asks, while Temporal can still tell that there was no run.
 */
export function createClaims(temporal: Temporal, database: Database) {
  const occurrences = createOccurrences(database);

  /** Of the times that nobody is known to have run, those that Temporal has a run of. */
  async function runTimes(workflowId: string, times: readonly Date[], rows: Rows): Promise<Set<number>> {
    const slots = createSlots(atOnce);
    const found = await Promise.all(
      times
        .filter((time) => !rows.get(+time)?.confirmedAt)
        .map((time) =>
          slots.run(async () => ((await describe(temporal, runIdAt(workflowId, nominalTime(time)))) ? [+time] : [])),
        ),
    );
    return new Set(found.flat());
  }

  /** First run ids of the other backfills that may still run what they have claimed. */
  async function rivals(rows: Rows, claimer: RunKey): Promise<Set<string>> {
    const claimers = new Map(
      [...rows.values()]
        .filter(({ confirmedAt, claimedBy }) => !confirmedAt && claimedBy !== claimer.first)
        .map(({ claimedBy, claimerId }) => [claimedBy ?? '', claimerId ?? '']),
    );
    const found = await Promise.all(
      [...claimers].map(async ([first, workflowId]) => {
        const head = await describeHead(temporal, { first, workflowId });
        return head && !isClosed(toStatus(head.workflowExecutionInfo?.status)) ? [first] : [];
      }),
    );
    return new Set(found.flat());
  }

  /** Those of the times that nobody else was quicker to claim. */
  async function take(schedule: string, times: readonly Date[], rows: Rows, claimer: RunKey): Promise<Set<number>> {
    const byFormer = new Map<string | null, Date[]>();
    for (const time of times) {
      const former = rows.get(+time)?.claimedBy ?? null;
      byFormer.set(former, [...(byFormer.get(former) ?? []), time]);
    }
    const taken = [...byFormer].map(([former, some]) =>
      former === null
        ? occurrences.claim(schedule, some, claimer)
        : occurrences.takeOver(schedule, some, former, claimer),
    );
    return new Set((await Promise.all(taken)).flatMap((some) => [...some]));
  }

  return {
    /** What becomes of each time. Asked again by the same backfill, what it has claimed is still its own. */
    async claim({ schedule, workflowId, firstUsed, claimer }: TimesOwner, texts: readonly string[]): Promise<Claim[]> {
      const times = datesOf(texts);
      const knowledge = { firstUsed: new Date(firstUsed), forgottenBefore: await forgottenBefore(temporal) };
      const rows = await occurrences.among(schedule, times);
      const [run, running] = await Promise.all([runTimes(workflowId, times, rows), rivals(rows, claimer)]);
      const standings = times.map((time) => {
        const row = rows.get(+time);
        const standing = standingOf(time, row, run.has(+time), knowledge);
        return standing !== 'DONE' && running.has(row?.claimedBy ?? '') ? 'TAKEN' : standing;
      });
      await occurrences.confirm(
        schedule,
        times.filter((time) => run.has(+time)),
      );
      const due = times.filter((_time, index) => standings[index] === 'DUE');
      const claimed = await take(schedule, due, rows, claimer);
      return standings.map((standing, index) => {
        if (standing !== 'DUE') return standing;
        return claimed.has(+times[index]!) ? 'CLAIMED' : 'TAKEN';
      });
    },

    /** Remembers times of which there is a run. */
    confirm: ({ schedule }: TimesOwner, texts: readonly string[]) => occurrences.confirm(schedule, datesOf(texts)),

    /** Lets go of times that were claimed and not begun. */
    release: ({ schedule, claimer }: TimesOwner, texts: readonly string[]) =>
      occurrences.release(schedule, datesOf(texts), claimer),
  };
}

const datesOf = (texts: readonly string[]) => texts.map((text) => new Date(text));
