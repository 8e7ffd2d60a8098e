import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { runToEnd, startSchedulerProcess } from '../../test/product-process.ts';
import { root } from '../../test/static/source.ts';
import { productMain, useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import { silentBus } from '../platform/bus/silent-bus.ts';
import { readSettings } from '../platform/env.ts';
import { createLog } from '../platform/log.ts';
import { createSchedules, type Schedules } from '../services/schedules/schedules.ts';
import { startScheduler } from './scheduler.ts';

const stack = useStack({ worker: false });
let schedules: Schedules;
beforeAll(() => {
  schedules = createSchedules(stack.temporal, stack.database);
});

/** A file of so many schedules. */
async function fileOf(count: number, hour = 9) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-schedules-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const owner = `o${randomUUID().slice(0, 8)}`;
  const names = Array.from({ length: count }, (_, n) => `${owner}-${n}`);
  const file = path.join(folder, 'schedules.yaml');
  const write = (at: number, some = names) => {
    const entries = some.map(
      (name) =>
        `  ${name}: { action: { imageEnhancement: { source: { bucket: ${stack.storage.workBucket}, key: a.jpg } } }, spec: { cron: ['0 ${at} * * *'] } }`,
    );
    return writeFile(file, `owner: ${owner}\nschedules:\n${entries.join('\n')}\n`);
  };
  await write(hour);
  const env = { ...stack.env, RUN_MODE: 'scheduler', SCHEDULES_FILE: file };
  return { owner, names, file, write, env };
}
/** In this process, which is quicker. */
async function apply(env: Record<string, string>) {
  const once = await startScheduler(readSettings({ ...env, SCHEDULER_ONCE: 'true' }), silentBus, createLog('silent'));
  await once.stopped;
  await once.close();
}
const hoursOf = async (name: string) => {
  const { next } = (await (await schedules.get(name))!.details())!;
  return [...new Set(next.map((at) => at.toLocaleTimeString('en-GB', { timeZone: 'Europe/Amsterdam' })))].toSorted();
};
const listed = async (declaredBy: string) => (await schedules.list({ declaredBy }, 1000)).rows.map(({ node }) => node);

test('one that is killed in between leaves what the next one ends', async () => {
  const { owner, names, write, env } = await fileOf(60);
  await write(9, names.slice(0, 40));
  await apply(env);
  await write(10, names.slice(10)); // ten to delete, thirty to change, twenty to create
  const killed = await startSchedulerProcess(productMain, env, 'schedule changed');
  await killed.stop('SIGKILL');
  expect(await schedules.get(names.at(-1)!)).toBeNull();
  await apply(env);
  await waitFor('all as the file says', async () => {
    const rows = await listed(owner);
    return rows.length === 50 && rows.every(({ spec }) => spec.cron[0] === '0 10 * * *');
  });
});

test('--dry-run prints the plan and changes nothing, SCHEDULER_ONCE applies it; both end with a code that says how it went', async () => {
  const { owner, names, file, env } = await fileOf(2);
  const [a, b] = names as [string, string];
  const dryRun = (more: Record<string, string> = {}) => runToEnd(productMain, { ...env, ...more }, ['--dry-run']);
  const namespace = `test-${randomUUID()}`; // where nothing was ever set up
  await stack.temporal.call(() =>
    stack.temporal.service.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    }),
  );
  expect(await dryRun({ TEMPORAL_NAMESPACE: namespace })).toMatchObject({
    code: 2,
    stdout: `+ create ${a}\n+ create ${b}\n2 to create, 0 to change, 0 to delete, 0 as they are.\n`,
  });
  const { count } = await stack.temporal.call(() => stack.temporal.service.countSchedules({ namespace }));
  expect(Number(count)).toBe(0);
  expect(await runToEnd(productMain, { ...env, SCHEDULER_ONCE: 'true' })).toMatchObject({ code: 0 });
  await waitFor('both', async () => (await listed(owner)).length === 2);
  expect(await dryRun()).toMatchObject({ code: 0, stdout: '0 to create, 0 to change, 0 to delete, 2 as they are.\n' });

  await writeFile(file, 'owner: x\nschedules: { a: { overlp: SKIP } }\n');
  expect(await dryRun()).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^\S+schedules.yaml:2:19: schedules.a.overlp: /m) as string,
  });
  expect(await runToEnd(productMain, env, ['--dry-rnu'])).toMatchObject({
    code: 1,
    stderr: 'RUN_MODE: scheduler takes no argument --dry-rnu; --dry-run is one of scheduler.\n',
  });
});

test('the example file can be applied, and is due by the clock of its brands', async () => {
  const env = { ...stack.env, RUN_MODE: 'scheduler', SCHEDULES_FILE: path.join(root, 'examples/schedules.yaml') };
  await apply(env);
  expect(await hoursOf('noorderlicht-morning')).toEqual(['08:30:00']);
  expect(await hoursOf('maison-lin-evening')).toEqual(['20:45:00']);
  expect(await hoursOf('daily-report')).toEqual(['07:00:00']);
  expect(await listed('brands')).toHaveLength(6);
});
