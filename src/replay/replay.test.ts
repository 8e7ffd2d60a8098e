import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test } from 'vitest';
import { runToEnd } from '../../test/product-process.ts';
import { toRecorded } from '../../test/replay.ts';
import { createRunChangesClient } from '../../test/run-changes-client.ts';
import { useStack } from '../../test/stack.ts';
import { lockInstance } from '../local/instance-lock.ts';
import { tellServers } from '../local/running-servers.ts';
import { decodeRunId } from '../services/runs/run-id.ts';
import { readOptions } from './options.ts';
import { runReplay } from './run-replay.ts';

const stack = useStack({ fixtures: true });
const { reset } = createRunChangesClient(stack);
const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** Replays with today's code, or with code that another has changed. */
async function replayed(options: Parameters<typeof runReplay>[0], change = (code: string) => code) {
  const code = change(await readFile(inject('bundles').fixtures, 'utf8'));
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  return { exitCode: await runReplay(options, { settings: stack.settings, bundle: { code }, print }), lines };
}
/** As if somebody had written it so, without `patched()`. */
const changed = (code: string) => {
  const other = code.replaceAll('activities.prepare(', 'activities.act(');
  expect(other).not.toBe(code);
  return other;
};
/** Where histories are from, as the last line has it. */
const at = ({ namespace, address }: { namespace: string; address: string }) => ` of ${namespace} at ${address}`;
const start = async (input = {}) => {
  const run = await stack.start('probe', { name: randomUUID(), ...input });
  await run.end();
  return { ...run, ...decodeRunId(run.id)! };
};

test('code that would go on with all that runs have done says so, and other code names each run it would not go on with', async () => {
  const runs = [await start(), await start({ behaviour: 'FAIL_DECLARED' })];
  await reset(runs[0]!.id, { toStep: 'act' });
  await stack.run(runs[0]!.id).end();
  // Nobody has it: it has decided nothing, and fits any code.
  const { client } = stack.temporal;
  await client.workflow.start('probe', { taskQueue: 'nobody', workflowId: randomUUID(), args: [] });
  const options = { from: 'server', last: 500, workflows: ['probe'] } as const;
  const server = at(stack.settings.temporal);
  expect(await replayed({ ...options, workflows: ['probe'] })).toEqual({
    exitCode: 0,
    lines: [`3 histories${server} replayed, all go on.`],
  });
  const { exitCode, lines } = await replayed({ ...options, workflows: ['probe'] }, changed);
  expect(exitCode).toBe(1);
  expect(lines.at(-1)).toBe(`3 histories${server} replayed, 3 would not go on.`);
  for (const { workflowId } of runs) {
    const told = lines.filter((line) => line.startsWith(`probe ${workflowId} `));
    expect(told.length).toBeGreaterThan(0);
    for (const line of told)
      expect(line).toMatch(/^probe \S+ [0-9a-f-]{36}: \[TMPRL1100\] Nondeterminism error: [^{]*$/);
  }
  expect((await replayed({ ...options, workflows: ['probe'], last: 1 })).lines.at(-1)).toMatch(/^[01] histor/);
});

test('histories in files are replayed alike', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-replay-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { workflowId, first } = await start();
  const history = await stack.temporal.client.workflow.getHandle(workflowId, first).fetchHistory();
  await mkdir(path.join(folder, 'histories'));
  const file = path.join(folder, 'histories', 'completed.json');
  await writeFile(file, JSON.stringify(toRecorded(history)));
  await writeFile(path.join(folder, 'other.json'), '{}');
  const all = { exitCode: 0, lines: ['1 history replayed, all go on.'] };
  for (const at of [file, folder]) expect(await replayed({ from: 'files', paths: [at] })).toEqual(all);
  const { exitCode, lines } = await replayed({ from: 'files', paths: [folder] }, changed);
  expect([exitCode, lines.length]).toEqual([1, 2]);
  expect(lines[0]).toMatch(new RegExp(`^${file}: .*[Nn]ondeterminism`));
});

const read = (...args: string[]) => readOptions(args, ['probe', 'noop']);

test('what cannot be asked for is refused in a sentence', () => {
  expect(read()).toEqual({ from: 'files', paths: [] });
  expect(read('a', 'b')).toEqual({ from: 'files', paths: ['a', 'b'] });
  expect(read('--from-server')).toEqual({ from: 'server', last: 500, workflows: ['probe', 'noop'] });
  expect(read('--from-server', '--last', '9', '--workflow', 'noop')).toMatchObject({ last: 9, workflows: ['noop'] });
  expect(read('--last', '9')).toMatch(/--from-server/);
  expect(read('--from-server', 'a')).toMatch(/no files/);
  for (const last of ['0', '-1', '1.5', 'all']) expect(read('--from-server', `--last=${last}`)).toMatch(/^--last: /);
  expect(read('--from-server', '--workflow', 'x')).toMatch(/There is no x\. There are: probe, noop/);
  expect(read('--from-sever')).toMatch(/--from-sever/);
});

test('the command ends with a code that says how it went', async () => {
  const env = { ...stack.env, WORKFLOW_BUNDLE: inject('bundles').product };
  expect(await runToEnd(main, env, ['--from-server'])).toMatchObject({
    code: 0,
    stdout: `0 histories${at(stack.settings.temporal)} replayed, all go on.\n`,
  });
  expect(await runToEnd(main, env, ['--from-server', '--last', 'few'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Usage: npm run replay') as string,
  });
});

test('a Temporal that nobody names is that of the npm start that runs here; one that is away is named', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-replay-'));
  const lock = lockInstance(folder);
  onTestFinished(() => {
    lock.release();
    return rm(folder, { recursive: true });
  });
  const { TEMPORAL_ADDRESS: running = '', TEMPORAL_NAMESPACE = '', ...others } = stack.env;
  const env = { ...others, DATA_DIR: folder, WORKFLOW_BUNDLE: inject('bundles').product };
  tellServers(folder, { TEMPORAL_ADDRESS: running, TEMPORAL_NAMESPACE });
  const [found, away] = await Promise.all([
    runToEnd(main, env, ['--from-server', '--last', '1']),
    runToEnd(main, { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1' }, ['--from-server']),
  ]);
  expect(found).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(` of ${TEMPORAL_NAMESPACE} at ${running} `) as string,
  });
  expect(away).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Temporal does not answer at 127\.0\.0\.1:1; TEMPORAL_ADDRESS says where/) as string,
  });
});
