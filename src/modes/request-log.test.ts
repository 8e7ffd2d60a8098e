import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { post } from '../../test/http-client.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import { decodeRunId } from '../services/runs/run-id.ts';

const stack = useStack({ fixtures: true });

type Line = Record<string, unknown>;
const linesOf = (text: string, requestId: string): Line[] =>
  text
    .split('\n')
    .slice(0, -1) // it may be half a line
    .filter((line) => line.includes(requestId))
    .map((line) => JSON.parse(line) as Line);
const told = (requestId: string) => ({
  api: linesOf(readFileSync(stack.logFile, 'utf8'), requestId),
  worker: linesOf(`${stack.workerOutput()}\n`, requestId),
});

/** Starts a run by a request of this id, waits for its end, and returns what logs then say of the request. */
async function request(mutation: string) {
  const requestId = `test-${randomUUID()}`;
  const { body } = await post(stack.url, `mutation Begin { started: ${mutation} }`, {
    headers: { 'x-request-id': requestId },
  });
  const { data } = JSON.parse(body) as { data: { started: { id: string } } };
  const { id } = data.started;
  await stack.run(id).end();
  const { first: runId, workflowId } = decodeRunId(id)!;
  await waitFor('the lines of the API', () => told(requestId).api.length >= 2);
  return { requestId, runId, workflowId, ...told(requestId) };
}
const probe = (behaviour: string, count = 0) =>
  `startProbe(input: { name: "${randomUUID()}", behaviour: ${behaviour}, count: ${count} }) { ... on ProbeRun { id } }`;

test('logs tell a request from the API to activities, with the run and the attempt', async () => {
  const { requestId, runId, workflowId, api, worker } = await request(probe('FAIL_TWICE'));
  expect(api).toContainEqual(
    expect.objectContaining({ msg: 'a run was started', workflow: 'probe', requestId, runId, workflowId }),
  );
  expect(api).toContainEqual(expect.objectContaining({ msg: 'operation', operation: 'Begin', requestId }));
  const attempts = worker.filter(({ msg }) => msg === 'attempt at an activity');
  expect(
    attempts.map(({ activity, attempt, outcome }) => `${String(activity)} ${String(attempt)} ${String(outcome)}`),
  ).toEqual([
    'probe.prepare 1 completed',
    ...['1 failed', '2 failed', '3 completed'].map((one) => `probe.act ${one}`),
    expect.stringMatching(/discard 1 completed$/),
  ]);
  for (const line of worker) expect(line).toMatchObject({ requestId, runId, workflowId });
});

test('and through continue-as-new, and to the runs that a run has started', async () => {
  const continued = await request(probe('CONTINUE_AS_NEW', 2));
  expect(continued.worker.map(({ activity }) => activity)).toContain('probe.act');
  const parent = await request(probe('START_CHILDREN', 2));
  const runs = new Set(parent.worker.map(({ runId }) => runId));
  expect(runs.size, 'its own, and those of two children').toBe(3);
});

test('what nobody has asked for has no request', async () => {
  const { client } = stack.temporal;
  const name = randomUUID();
  await client.workflow.execute('probe', { taskQueue: 'media', workflowId: name, args: [{ name }] });
  const lines = linesOf(`${stack.workerOutput()}\n`, name).filter(({ msg }) => msg === 'attempt at an activity');
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).not.toHaveProperty('requestId');
});
