import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv, promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { isAlive } from '../../tools/process-identity.mjs';
import { processEnv } from '../platform/env.ts';
import { notice } from './fake-ai/notice.ts';

const entry = fileURLToPath(new URL('start.ts', import.meta.url));
const checkout = fileURLToPath(new URL('../..', import.meta.url));
const patience = 90_000;

let folder: string;
let dataDir: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-start-'));
  dataDir = path.join(folder, 'data');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npm start -- ...` without npm: the same process, with its output collected. */
function start(args: string[], variables: Record<string, string> = {}) {
  const env: NodeJS.ProcessEnv = { ...processEnv(), INIT_CWD: folder, DATA_DIR: dataDir, PORT: '0', ...variables };
  for (const name of ['HOST', 'TEMPORAL_ADDRESS', 'S3_ENDPOINT', 'S3_BUCKET']) {
    if (!(name in variables)) delete env[name];
  }
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args], { cwd: checkout, env });
  const seen = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (seen.out += chunk));
  child.stderr.on('data', (chunk) => (seen.err += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, seen, ended };
}

const guards = () =>
  ['temporal', 's3'].map((name) => JSON.parse(readFileSync(path.join(dataDir, 'logs', `${name}.guard`), 'utf8')));

const question = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"query":"{ __typename }"}',
};

/** In the database of the start that runs. */
const makeKey = () =>
  promisify(execFile)(
    process.execPath,
    [path.join(checkout, 'tools/tempograph.mjs'), 'keys', 'create', '--name', 'me', '--role', 'viewer'],
    { env: { ...processEnv(), DATA_DIR: dataDir, DATABASE_URL: '' } },
  );

/** Resolves when it serves; fails at once when it ends instead. */
async function ready({ seen, ended }: ReturnType<typeof start>) {
  const line = /^ready http:\/\/127\.0\.0\.1:\d+$/m;
  const serving = vi.waitFor(() => expect(seen.out).toMatch(line), { timeout: patience });
  await Promise.race([serving, ended]);
  expect(seen.out, seen.err).toMatch(line);
}

test(
  'a bad image ends --once with its code and exit code 1',
  async () => {
    writeFileSync(path.join(folder, 'bad.jpg'), 'no picture');
    const { ended, seen } = start(['--once', '--image', 'bad.jpg']);
    expect(await ended).toBe(1);
    expect(seen.err.trimEnd().split('\n').at(-1)).toMatch(/^(UNSUPPORTED_FORMAT|CORRUPT_IMAGE): .*\.$/);
  },
  patience,
);

/** Spares a start the seconds of bundling its workflows, which the first test has done. */
const bundled = () => ({ WORKFLOW_BUNDLE: inject('bundles').product });

test(
  'without --once it serves until a signal, with made-up models if they are wanted, and a second start says where',
  async () => {
    const first = start(['--no-demo', '--fake-ai'], bundled());
    await ready(first);
    const url = /^ready (.*)$/m.exec(first.seen.out)?.[1] ?? '';
    await vi.waitFor(() => expect(first.seen.out).toContain(`Playground   ${url}/graphql`));
    const answer = await fetch(`${url}/graphql`, question);
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' }, extensions: { notice } });

    expect(first.seen.out).toContain(notice);
    expect(parseEnv(readFileSync(path.join(dataDir, 'servers.env'), 'utf8'))).toMatchObject({
      ANTHROPIC_BASE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
      OPENAI_BASE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:.*\/v1$/),
      HF_BASE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
      IMAGES_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
      META_BASE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
      META_TOKEN_EXAMPLE_NL: expect.any(String),
      META_TOKEN_EXAMPLE_FR: expect.any(String),
    });
    expect(first.seen.out).toContain('No keys yet: ');
    const made = await makeKey();
    expect(made.stdout, made.stderr).toMatch(/^tgk_/);
    await vi.waitFor(async () => expect((await fetch(`${url}/graphql`, question)).status).toBe(401), 10_000);
    const headers = { ...question.headers, authorization: `Bearer ${made.stdout.trim()}` };
    expect((await fetch(`${url}/graphql`, { ...question, headers })).status).toBe(200);

    // Also when both are asked to use the same port: that is not what is wrong.
    const second = start(['--no-demo'], { PORT: new URL(url).port });
    expect(await second.ended).toBe(1);
    expect(second.seen.err).toContain(`Tempograph is already running at ${url} (process ${first.child.pid},`);
    first.child.kill('SIGTERM');
    expect(await first.ended, first.seen.err).toBe(0);
    expect(guards().map((guard) => isAlive(guard))).toEqual([false, false]);
  },
  patience,
);

test(
  'killed with SIGKILL it leaves no server behind, and the next one with --once enhances the photo, where keys are asked for',
  async () => {
    const killed = start(['--no-demo'], bundled());
    await ready(killed);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const { ended, seen } = start(['--once', '--out', 'result.jpg'], bundled());
    expect(await ended, seen.err).toBe(0);
    const result = path.join(folder, 'result.jpg');
    expect(readFileSync(result).subarray(0, 3).toString('hex'), 'a JPEG').toBe('ffd8ff');
    expect(seen.out).toMatch(/^ready http:/m);
    expect(seen.out).toMatch(/ 100% /);
    expect(seen.out).toContain(`Enhanced: ${result} (`);
    expect(guards().map((guard) => isAlive(guard))).toEqual([false, false]);
  },
  patience * 2,
);

test.concurrent.each([
  [['--frobnicate'], {}, 2, /^Unknown option '--frobnicate'.*\n$/],
  [[], { RUN_MODE: 'worker' }, 2, /^RUN_MODE=worker: "npm start" always runs API and worker\..*\n$/],
  [[], { HOST: '0.0.0.0:80', PORT: 'abc', LOG_LEVEL: 'verbose' }, 1, /^HOST: .*\nPORT: .*\nLOG_LEVEL: .*\n$/],
])('%j with %j ends with a sentence for each mistake', async (args, variables, code, says) => {
  const { ended, seen } = start(args, variables);
  expect(await ended).toBe(code);
  expect(seen.err.replace(/^\(.*NodeVersionSupport[^]*created\)\n/m, '')).toMatch(says);
});
