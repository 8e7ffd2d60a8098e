import { expect, onTestFinished, test } from 'vitest';
import { countedPolls } from '../../../test/counted-polls.ts';
import { long } from '../../../test/long.ts';
import { ownServices } from '../../../test/own-services.ts';
import { unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { startTemporal } from '../../../test/start-temporal.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { createProcessBus } from '../../platform/bus/process-bus.ts';
import { createLog } from '../../platform/log.ts';
import { createTemporal, type Temporal } from '../../platform/temporal.ts';
import { createHints } from '../runs/hints.ts';
import { decodeRunId, encodeRunId } from '../runs/run-id.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';
import type { Services } from '../services.ts';
import { createHistoryPolls } from './history-polls.ts';

const stack = useStack({ worker: false });
/** Three times 2 s, for slow machines. */
const lateMs = 6000;

/** Starts a run that nobody works on. Its end is known to nobody but Temporal. */
async function park({ client }: Temporal) {
  const workflowId = unique('parked');
  const { firstExecutionRunId: first } = await client.workflow.start('parked', { workflowId, taskQueue: 'nobody' });
  return { workflowId, id: encodeRunId({ workflowId, first }) };
}

/** Watches a run: its first state, and when its end was known. */
function watch({ watchers }: Services, id: string) {
  const states = watchers.watch(id)[Symbol.asyncIterator]();
  const seen = states.next();
  const ended = seen.then(async () => {
    let last: RunSnapshot | undefined;
    for (let next = await states.next(); !next.done; next = await states.next()) last = next.value;
    return { status: last?.status, at: performance.now() };
  });
  return { seen, ended };
}

const runs = long ? 1000 : 60;
const cap = long ? 400 : 20;
const title = `${runs} runs watched by two processes with ${cap} polls each: no more polls, and no end is late`;

test(title, { timeout: 600_000 }, async () => {
  const processes = [1, 2].map(() => {
    const { temporal, parked } = countedPolls(stack.temporal);
    return { services: ownServices(stack, { temporal, settings: { historyPolls: cap } }), parked };
  });
  const parked: Awaited<ReturnType<typeof park>>[] = [];
  while (parked.length < runs) {
    parked.push(...(await Promise.all(Array.from({ length: 20 }, () => park(stack.temporal)))));
  }
  const watched = parked.map((run, n) => ({ ...run, ...watch(processes[n % 2]!.services, run.id) }));
  await Promise.all(watched.map(({ seen }) => seen));
  await waitFor('all polls', () => processes.every((one) => one.parked.now === cap), 60_000);

  const late: number[] = [];
  for (let n = 0; n < runs; n += 20) {
    await Promise.all(
      watched.slice(n, n + 20).map(async ({ workflowId, ended }) => {
        await stack.temporal.client.workflow.getHandle(workflowId).terminate();
        const begun = performance.now();
        const { status, at } = await ended;
        expect(status).toBe('TERMINATED');
        late.push(Math.max(0, at - begun));
      }),
    );
  }
  for (const one of processes) expect(one.parked.most).toBeLessThanOrEqual(cap);
  await waitFor('no poll left', () => processes.every((one) => one.parked.now === 0));
  const sorted = late.toSorted((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.min(runs - 1, Math.floor(runs * part))]!);
  process.stderr.write(
    `ends of ${runs} runs known after ${at(0.5)} ms (p50), ${at(0.99)} ms (p99), ${at(1)} ms (max)\n`,
  );
  expect(sorted.at(-1)).toBeLessThan(lateMs);
});

test('a poll that becomes free goes to a run that waits for one', async () => {
  const { temporal, parked } = countedPolls(stack.temporal);
  const services = ownServices(stack, { temporal, settings: { historyPolls: 1 } });
  const [one, other] = [await park(stack.temporal), await park(stack.temporal)];
  const [first, second] = [watch(services, one.id), watch(services, other.id)];
  await Promise.all([first.seen, second.seen]);
  await waitFor('the poll', () => parked.now === 1);
  const before = parked.ever;
  await stack.temporal.client.workflow.getHandle(one.workflowId).terminate();
  expect((await first.ended).status).toBe('TERMINATED');
  await waitFor('the poll of the other', () => parked.now === 1 && parked.ever > before);
  await stack.temporal.client.workflow.getHandle(other.workflowId).terminate();
  expect((await second.ended).status).toBe('TERMINATED');
  expect(parked.most).toBe(1);
});

test('an id with the first run of a run and another workflow id is none of that run', async () => {
  const { workflowId, id } = await park(stack.temporal);
  const { first } = decodeRunId(id)!;
  const hints = createHints(createProcessBus(createLog('silent')), 'test');
  const polls = createHistoryPolls({ temporal: stack.temporal, hints, log: createLog('silent'), limit: 10 });
  const wrong = { key: { first, workflowId: 'another' }, told: 0 };
  const right = { key: { first, workflowId }, told: 0 };
  for (const one of [wrong, right]) {
    const history = polls.follow(one.key, () => one.told++);
    onTestFinished(history.leave);
    history.at(first);
  }
  await waitFor('its history so far', () => right.told > 0);
  const before = right.told;
  hints.say({ ...right.key, child: false });
  expect(right.told).toBeGreaterThan(before);
  expect(wrong.told).toBe(0);
});

test('a server that refuses polls is no secret, and no end is late', { timeout: 90_000 }, async () => {
  const server = await startTemporal({ 'frontend.namespaceCount': '2' });
  const temporal = createTemporal(server.settings);
  onTestFinished(async () => {
    await temporal.close();
    await server.stop();
  });
  const lines: string[] = [];
  const services = ownServices(stack, { temporal, onWarning: (line) => lines.push(line) });
  const parked = await Promise.all(Array.from({ length: 5 }, () => park(temporal)));
  const watched = parked.map((run) => ({ ...run, ...watch(services, run.id) }));
  await Promise.all(watched.map(({ seen }) => seen));
  await waitFor('the refusal to be told', () => lines.some((line) => line.includes('refuses history polls')));
  for (const { workflowId, ended } of watched) {
    await temporal.client.workflow.getHandle(workflowId).terminate();
    const begun = performance.now();
    expect((await ended).at - begun).toBeLessThan(lateMs);
  }
  expect(lines).toHaveLength(1);
});
