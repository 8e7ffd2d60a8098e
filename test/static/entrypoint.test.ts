import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processEnv } from '../../src/platform/env.ts';
import { root } from './source.ts';

let folder: string;
let entrypoint: string;

/** The script as it stands in the image, before a program that says what it was given. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-entrypoint-'));
  entrypoint = path.join(folder, 'deploy/entrypoint.sh');
  await cp(path.join(root, 'deploy/entrypoint.sh'), entrypoint, { recursive: true });
  await mkdir(path.join(folder, 'dist/src'), { recursive: true });
  await writeFile(
    path.join(folder, 'dist/src/main.js'),
    'console.log(JSON.stringify([process.pid, process.argv.slice(2), process.env.NODE_OPTIONS]));',
  );
});
afterAll(() => rm(folder, { recursive: true }));

const { PATH } = processEnv();
async function run(env: Record<string, string>, args: string[] = []) {
  const child = spawn(entrypoint, args, { env: { PATH, ...env } });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, code: child.exitCode, pid: child.pid };
}

const all = {
  DATABASE_URL: 'postgres://db/tempograph',
  TEMPORAL_ADDRESS: 'temporal:7233',
  S3_BUCKET: 'media',
  TOKEN_SECRET: 'x'.repeat(32),
  SCHEDULES_FILE: 'schedules.yaml',
};
const needs: Record<string, (keyof typeof all)[]> = {
  api: ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'S3_BUCKET', 'TOKEN_SECRET'],
  all: ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'S3_BUCKET', 'TOKEN_SECRET'],
  worker: ['TEMPORAL_ADDRESS', 'S3_BUCKET'],
  scheduler: ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'S3_BUCKET', 'SCHEDULES_FILE'],
  migrate: ['DATABASE_URL'],
  doctor: [],
};

test.each(Object.entries(needs))(
  'RUN_MODE=%s names at once all that it lacks, and starts with it',
  async (mode, names) => {
    const empty = Object.fromEntries(Object.keys(all).map((name) => [name, '']));
    for (const env of [{}, empty]) {
      const { stderr, code, stdout } = await run({ RUN_MODE: mode, ...env });
      const named = stderr.split('\n').flatMap((line) => /^([A-Z0-9_]+): .+\.$/.exec(line)?.[1] ?? []);
      expect(named).toEqual(names);
      expect(code).toBe(names.length > 0 ? 1 : 0);
      if (names.length > 0) expect(stdout).toBe('');
    }
    const given = Object.fromEntries(names.map((name) => [name, all[name]]));
    expect(await run({ RUN_MODE: mode, ...given })).toMatchObject({ stderr: '', code: 0 });
  },
);

test('without a mode it is all, and another one than there is is refused', async () => {
  expect((await run({})).stderr).toContain('RUN_MODE=all cannot start:\nDATABASE_URL: ');
  expect(await run({ ...all, RUN_MODE: 'apis' })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^RUN_MODE: Must be one of api, .*; it is apis\.$/m) as string,
  });
});

test("settings of Temporal's own stand for its address", async () => {
  for (const name of ['TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE']) {
    expect(await run({ RUN_MODE: 'worker', S3_BUCKET: 'media', [name]: 'x' })).toMatchObject({ code: 0 });
  }
});

test('the program takes the place of the script, with its options, so that signals reach it', async () => {
  const { stdout, pid } = await run({ ...all, RUN_MODE: 'scheduler' }, ['--dry-run']);
  expect(JSON.parse(stdout)).toEqual([pid, ['--dry-run'], null]);
});

/** What a worker gets as NODE_OPTIONS. */
async function options(env: object) {
  const { stdout } = await run({ ...all, RUN_MODE: 'worker', ...env });
  return (JSON.parse(stdout) as unknown[])[2];
}

test('a worker, which has many threads, keeps little memory for what is new in each, unless it is told to', async () => {
  expect(await options({})).toBe('--max-semi-space-size=2');
  const NODE_OPTIONS = '--max-semi-space-size=16 --no-warnings';
  expect(await options({ NODE_OPTIONS })).toBe(`--max-semi-space-size=2 ${NODE_OPTIONS}`); // of two, the last counts
});

test('a command is run as it is, whatever is missing', async () => {
  expect(await run({}, ['node', '-p', '1 + 1'])).toMatchObject({ stdout: '2\n', stderr: '', code: 0 });
});

test('what is set is not run', async () => {
  const touched = path.join(folder, 'touched');
  await run({ ...all, DATABASE_URL: `$(touch ${touched})`, RUN_MODE: `$(touch ${touched})` });
  await run({ ...all, DATABASE_URL: `"; touch ${touched}; "`, RUN_MODE: 'api' });
  await expect(promisify(execFile)('ls', [touched])).rejects.toThrow(/No such file/);
});
