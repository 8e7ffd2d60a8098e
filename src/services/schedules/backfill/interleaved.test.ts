import { expect, test } from 'vitest';
import { nominalTime, runIdAt } from '../../../../workers/kit/backfill/contract.ts';
import { createBackfillClient } from '../../../../test/backfill-client.ts';
import { long } from '../../../../test/long.ts';
import { createRandom } from '../../../../test/random.ts';
import { seed as firstSeed } from '../../../../test/seed.ts';
import { useStack } from '../../../../test/stack.ts';
import { waitFor } from '../../../../test/wait-for.ts';
import { RunAlreadyExistsError } from '../../../errors.ts';
import type { RunKey } from '../../runs/run-id.ts';

const stack = useStack({ fixtures: true });
const client = createBackfillClient(stack);
const rounds = 25;
const second = (ms: number) => Math.floor(ms / 1000) * 1000;

/**
 * A schedule that goes on by itself, every second, and backfills of parts of its time that come, are terminated or
 * cancelled as chance will have it. In the end, one more backfill does what is left.
 */
test.runIf(long).each(Array.from({ length: rounds }, (_, round) => (firstSeed + round) % 2 ** 31))(
  'each time is run once, whatever happens meanwhile (FUZZ_SEED=%i)',
  { timeout: 240_000 },
  async (seed) => {
    const { integer, pick } = createRandom(seed);
    const every = { intervals: [{ every: 1 }] };
    const name = await client.make({ seconds: 0.5 }, { spec: every, paused: false, overlap: 'ALLOW_ALL' });
    const from = second(Date.now()) - 40_000;
    const backfills: RunKey[] = [];
    const handle = () => stack.temporal.client.workflow.getHandle(pick(backfills).workflowId);
    const events: Record<string, () => Promise<unknown>> = {
      async begin() {
        const start = from + 1000 * integer(0, 30);
        const end = Math.min(start + 1000 * integer(1, 40), second(Date.now()));
        try {
          const range = { from: new Date(start), to: new Date(end) };
          const { run } = await client.backfill(name, { ...range, concurrency: integer(1, 8) });
          if (run) backfills.push(run.key);
        } catch (error) {
          if (!(error instanceof RunAlreadyExistsError)) throw error;
        }
      },
      terminate: () => ended(handle().terminate()),
      cancel: () => ended(handle().cancel()),
      async pause() {
        await client.schedules().pause(name, '');
        await client.schedules().resume(name, '');
      },
      async tick() {
        const now = second(Date.now());
        await waitFor('the next second', () => Date.now() > now + 1000);
      },
    };
    await Promise.all([events['begin']!(), events['begin']!()]);
    for (let left = integer(4, 10); left > 0; left--) {
      await events[pick(['begin', 'begin', 'terminate', 'cancel', 'pause', 'tick', 'tick'])]!();
    }
    await client.schedules().pause(name, '');
    const range = { from: new Date(from), to: new Date(second(Date.now())) };
    const total = (+range.to - from) / 1000 + 1;
    const last = await client.backfill(name, { ...range, concurrency: 20 });
    expect(last).toMatchObject({ total, unknown: 0 });
    if (last.run) expect(await stack.run(last.run.id).end()).toMatchObject({ status: 'COMPLETED' });
    const times = Array.from({ length: total }, (_, n) => new Date(from + n * 1000));
    const executions = await client.executions(name, total);
    const late = Object.keys(executions).filter((id) => id > runIdAt(name, nominalTime(range.to)));
    for (const id of late) delete executions[id]; // which the schedule has run before it was paused
    expect(executions).toEqual(Object.fromEntries(times.map((time) => [runIdAt(name, nominalTime(time)), 1])));
  },
);

/** That it is over already is as good. */
async function ended(request: Promise<unknown>): Promise<void> {
  await request.catch((error: Error) => {
    if (error.name !== 'WorkflowNotFoundError') throw error;
  });
}
