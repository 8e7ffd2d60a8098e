import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import * as contracts from '../../../test/fixtures/contracts.ts';
import { fixtureWorkerPath } from '../../../test/fixtures/paths.ts';
import { startWorkerProcess } from '../../../test/product-process.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { workersTopic, type WorkerAnnouncement } from '../../../workers/kit/wire/announcement.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import { createPostgresBus } from '../../platform/bus/postgres-bus.ts';
import { silentBus } from '../../platform/bus/silent-bus.ts';
import { createLog } from '../../platform/log.ts';
import { createWorkers } from '../workers/workers.ts';
import { createDoctor } from './doctor.ts';
import { createHeard } from './heard.ts';
import { checkQueues } from './queues.ts';
import { checkWorkers } from './workers.ts';

const stack = useStack({ fixtures: true, env: { BUILD_ID: 'build-one', TASK_QUEUES: 'media=1,ai=3' } });

let bus: Bus;
let findings: ReturnType<typeof listening>;
beforeAll(() => {
  bus = createPostgresBus(stack.env['DATABASE_URL']!, createLog('silent'));
  findings = listening(bus, 1);
});
afterAll(() => bus.close());

/** What a process with this bus finds, by the names of the findings. */
function listening(bus: Bus, longWaitSeconds?: number) {
  const { temporal } = stack;
  const heard = createHeard(createWorkers(bus, temporal.namespace), bus);
  const parts = { temporal, contracts: Object.values(contracts), heard, longWaitSeconds };
  return async () => {
    const all = await createDoctor([checkQueues(parts), checkWorkers(heard)], []).examine();
    return Object.fromEntries(all.map((finding) => [finding.name, finding]));
  };
}

test(
  'each queue says who serves it; one without anybody is found, and so are two versions',
  { timeout: 180_000 },
  async () => {
    const well = await findings();
    const served = {
      state: 'OK',
      measured: expect.stringMatching(/^1 worker, 0 of [13] activities under way, build build-one, nothing waits$/),
    };
    expect(well).toMatchObject({
      'queue ai': served,
      'queue media': served,
      builds: { state: 'OK', measured: 'all workers run the same: 1 of build-one' },
    });
    const each = Object.values(well).filter(({ name }) => name.startsWith('worker '));
    expect(each).toMatchObject([
      {
        state: 'OK',
        measured: expect.stringMatching(
          /^build build-one, up for \d min; (media 0 of 1, ai 0 of 3|ai 0 of 3, media 0 of 1)$/,
        ),
      },
    ]);

    // By Temporal's own list, where nobody can be heard.
    expect((await listening(silentBus)())['queue media']).toMatchObject({
      state: 'OK',
      measured: '1 worker that only Temporal has heard of, build build-one, nothing waits',
    });

    const other: WorkerAnnouncement = {
      worker: 'other',
      host: 'there',
      pid: 1,
      buildId: 'build-two',
      startedAt: Date.now(),
      queues: [{ name: 'media', activities: { used: 2, free: 0 }, workflows: null }],
    };
    bus.publish(workersTopic(stack.temporal.namespace), 'other', other);
    const mixed = await waitFor('the other', async () => {
      const now = await findings();
      return now['builds']?.state === 'WARNING' && now;
    });
    expect(mixed['builds']).toMatchObject({
      measured: expect.stringMatching(/^workers run 2 versions: 1 of build-(one|two), 1 of build-(one|two)$/),
      todo: expect.stringContaining('restart'),
    });
    expect(mixed['queue media']?.measured).toMatch(
      /^2 workers, 2 of 3 activities under way, build build-\w+ and build-\w+, /,
    );

    // Nobody hears this one, which says nothing of whether it is there.
    const unheard = await startWorkerProcess(fixtureWorkerPath, { ...stack.env, TASK_QUEUES: 'ai', BUS: 'none' });
    onTestFinished(async () => void (await unheard.stop('SIGTERM')));
    await stack.worker.stop('SIGKILL');
    const alone = await waitFor(
      'nobody',
      async () => {
        const now = await findings();
        return now['queue media']?.state === 'FAILED' && now;
      },
      45_000, // three times what it takes to miss two announcements
    );
    expect(alone['queue media']).toMatchObject({
      measured: 'no worker, nothing waits',
      todo: expect.stringMatching(/^Start a worker that serves it: RUN_MODE=worker with TASK_QUEUES .* media /),
    });
    expect(alone['builds']).toMatchObject({ state: 'SKIPPED' });
    expect(alone['queue ai']).toMatchObject({
      state: 'OK',
      measured: '1 worker that only Temporal has heard of, build build-one, nothing waits',
    });
    await stack.startWorker();
  },
);

test('tasks that wait for long, as every place is taken, are found', { timeout: 120_000 }, async () => {
  const runs = await Promise.all(
    [1, 2, 3].map(() => stack.start('probe', { name: randomUUID(), behaviour: 'COUNT_SLOWLY', count: 1000 })),
  );
  const busy = await waitFor(
    'a queue that does not keep up',
    async () => {
      const now = await findings();
      return now['queue media']?.state === 'WARNING' && now;
    },
    45_000,
  );
  expect(busy['queue media']).toMatchObject({
    measured: expect.stringMatching(
      /^1 worker, 1 of 1 activities under way, build build-one, about [12] tasks? waiting, for \d+ s$/,
    ),
    todo: expect.stringContaining('TASK_QUEUES=media='),
  });
  await Promise.all(runs.map((run) => run.cancel()));
});
