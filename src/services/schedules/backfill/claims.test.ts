import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { nominalTime, runIdAt } from '../../../../workers/kit/backfill/contract.ts';
import { useStack } from '../../../../test/stack.ts';
import { scheduleOccurrences as table } from '../../../platform/db/tables/schedule-occurrences.ts';
import type { RunKey } from '../../runs/run-id.ts';
import { createClaims } from './claims.ts';

const stack = useStack({ fixtures: true, worker: false });
let claims: ReturnType<typeof createClaims>;
beforeAll(() => {
  claims = createClaims(stack.temporal, stack.database);
});

const dayMs = 24 * 3600_000;
const ago = (ms: number) => nominalTime(new Date(Date.now() - ms));
/** A workflow that goes on, in the place of a backfill. */
async function begin(workflowId: string = randomUUID()): Promise<RunKey> {
  const { firstExecutionRunId } = await stack.temporal.client.workflow.start('none', { workflowId, taskQueue: 'none' });
  return { workflowId, first: firstExecutionRunId };
}
const end = ({ workflowId }: RunKey) => stack.temporal.client.workflow.getHandle(workflowId).terminate();

/** A schedule that was made ten days ago. Temporal remembers runs of a day. */
function owner(claimer: RunKey, schedule: string = randomUUID()) {
  return { schedule, workflowId: schedule, firstUsed: ago(10 * dayMs), claimer };
}
const soon = ago(3600_000);

describe('a time', () => {
  test('that nobody has claimed is claimed by one, who may ask again', async () => {
    const [one, other] = await Promise.all([begin(), begin()]);
    const mine = owner(one);
    const both = await Promise.all([mine, { ...mine, claimer: other }].map((each) => claims.claim(each, [soon])));
    expect(both.flat().toSorted()).toEqual(['CLAIMED', 'TAKEN']);
    const [first, second] = both[0]![0] === 'CLAIMED' ? [one, other] : [other, one];
    expect(await claims.claim({ ...mine, claimer: first }, [soon])).toEqual(['CLAIMED']);
    expect(await claims.claim({ ...mine, claimer: second }, [soon])).toEqual(['TAKEN']);
  });

  test('that was claimed by a backfill which has ended is given to the next', async () => {
    const [one, other] = await Promise.all([begin(), begin()]);
    const mine = owner(one);
    await claims.claim(mine, [soon]);
    await end(one);
    expect(await claims.claim({ ...mine, claimer: other }, [soon])).toEqual(['CLAIMED']);
    expect(await claims.claim(mine, [soon])).toEqual(['TAKEN']); // it was taken over
  });

  test('that two take over at once from a backfill which has ended is given to one of them', async () => {
    const [ended, ...takers] = await Promise.all([begin(), begin(), begin(), begin()]);
    const mine = owner(ended);
    const times = [soon, ago(7200_000), ago(10_800_000)];
    await claims.claim(mine, times);
    await end(ended);
    const claimed = await Promise.all(takers.map((claimer) => claims.claim({ ...mine, claimer }, times)));
    for (const n of times.keys()) {
      expect(claimed.map((of) => String(of[n])).toSorted()).toEqual(['CLAIMED', 'TAKEN', 'TAKEN']);
    }
  });

  test('cannot be let go by whom it does not belong to', async () => {
    const [one, other] = await Promise.all([begin(), begin()]);
    const mine = owner(one);
    await claims.claim(mine, [soon]);
    await claims.release({ ...mine, claimer: other }, [soon]);
    expect(await claims.claim({ ...mine, claimer: other }, [soon])).toEqual(['TAKEN']);
  });

  test('that was claimed so long ago that nobody can know whether it was run is left alone', async () => {
    const [one, other] = await Promise.all([begin(), begin()]);
    const mine = owner(one);
    await claims.claim(mine, [soon]);
    const old = new Date(Date.now() - 2 * dayMs);
    const row = and(eq(table.schedule, mine.schedule), eq(table.nominalTime, new Date(soon)));
    await stack.database.ask((db) => db.update(table).set({ claimedAt: old }).where(row));
    expect(await claims.claim({ ...mine, claimer: other }, [soon])).toEqual(['TAKEN']); // it may still be run
    await end(one);
    expect(await claims.claim({ ...mine, claimer: other }, [soon])).toEqual(['UNKNOWN']);
  });

  test('that has a run, of whomever, is done, and stays so when Temporal forgets it', async () => {
    const mine = owner(await begin());
    await begin(runIdAt(mine.workflowId, soon));
    expect(await claims.claim(mine, [soon])).toEqual(['DONE']);
    // Temporal has no run with such an id, as it has none when it has forgotten it.
    expect(await claims.claim({ ...mine, workflowId: randomUUID() }, [soon])).toEqual(['DONE']);
  });

  test('of which Temporal may have forgotten that the schedule has run it is left alone', async () => {
    const mine = owner(await begin());
    const times = [ago(11 * dayMs), ago(9 * dayMs), ago(2 * dayMs), soon];
    expect(await claims.claim(mine, times)).toEqual(['CLAIMED', 'UNKNOWN', 'UNKNOWN', 'CLAIMED']);
    expect(await claims.claim(mine, times)).toEqual(['CLAIMED', 'UNKNOWN', 'UNKNOWN', 'CLAIMED']);
  });

  test('that was let go is claimed by another, unless it was run', async () => {
    const [one, other] = await Promise.all([begin(), begin()]);
    const mine = owner(one);
    const times = [soon, ago(7200_000)];
    await claims.claim(mine, times);
    await claims.confirm(mine, [soon]);
    await claims.release(mine, times);
    expect(await claims.claim({ ...mine, claimer: other }, times)).toEqual(['DONE', 'CLAIMED']);
  });
});
