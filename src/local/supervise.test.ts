import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { isAlive } from '../../tools/process-identity.mjs';
import { processEnv } from '../platform/env.ts';
import { freePort } from './free-port.ts';
import { type ServerDefinition, supervise, type SupervisorLog } from './supervise.ts';

let dataDir: string;
let lines: string[];
let log: SupervisorLog;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'tempograph-supervise-'));
  lines = [];
  const keep = (_fields: object, message: string) => void lines.push(message);
  log = { info: keep, warn: keep, error: keep };
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const eventually = { timeout: 15_000, interval: 50 };
const lives = (pid: number) => isAlive({ pid, born: null });
const answer = async (port: number) => (await fetch(`http://127.0.0.1:${port}`)).text();

/** A server that answers with its process id; `before` runs first. */
const server = (port: number, before = ''): ServerDefinition => ({
  name: 'tiny',
  command: process.execPath,
  args: [
    '-e',
    `${before}; require('node:http').createServer((_, r) => r.end(String(process.pid))).listen(${port}, '127.0.0.1')`,
  ],
  env: {},
  async probe(signal) {
    await fetch(`http://127.0.0.1:${port}`, { signal });
  },
});

const start = (definition: ServerDefinition) => supervise(definition, { dataDir, env: processEnv(), log });

test('a server that dies is started again on its port', async () => {
  const port = await freePort();
  const running = await start(server(port));
  onTestFinished(() => running.stop());
  const first = await running.pid();
  expect(await answer(port)).toBe(`${first}`);
  process.kill(first, 'SIGKILL');
  await vi.waitFor(async () => expect(await answer(port)).not.toBe(`${first}`), eventually);
  await vi.waitFor(() => expect(lines).toContain('tiny serves again'), eventually);
  expect(lines).toContain('tiny has ended and is started again');
});

test('a server whose guard is killed does not block its own successor', async () => {
  const port = await freePort();
  const running = await start(server(port));
  onTestFinished(() => running.stop());
  const first = await running.pid();
  const { pid: guard } = JSON.parse(readFileSync(path.join(dataDir, 'logs/tiny.guard'), 'utf8'));
  process.kill(guard, 'SIGKILL');
  await vi.waitFor(() => expect(lives(first)).toBe(false), eventually);
  await vi.waitFor(async () => expect(await answer(port)).not.toBe(`${first}`), eventually);
});

test('stop ends the server for good', async () => {
  const running = await start(server(await freePort()));
  const pid = await running.pid();
  await running.stop();
  expect(lives(pid)).toBe(false);
  expect(lines).toEqual([]);
});

test('a server that ignores SIGTERM is killed', async () => {
  const running = await start(server(await freePort(), `process.on('SIGTERM', () => console.log('no'))`));
  const pid = await running.pid();
  await running.stop();
  expect(lives(pid)).toBe(false);
  expect(readFileSync(path.join(dataDir, 'logs/tiny.log'), 'utf8')).toBe('no\n');
}, 20_000);

test('a start that fails quotes what the server said, and where the rest is', async () => {
  const failing = start({ ...server(1, `console.error('the disk is on fire'); process.exit(3)`) });
  await expect(failing).rejects.toThrow(
    `tiny did not start (exit code 3). The end of ${dataDir}/logs/tiny.log:\nthe disk is on fire`,
  );
  await expect(start({ ...server(1), command: '/nowhere/tiny' })).rejects.toThrow(
    /tiny did not start \(exit code 127\)/,
  );
});

test('a log that has grown too large is put aside', async () => {
  const first = await start(server(await freePort()));
  await first.stop();
  const file = path.join(dataDir, 'logs/tiny.log');
  truncateSync(file, 11_000_000);
  const second = await start(server(await freePort()));
  await second.stop();
  expect(statSync(file).size).toBe(0);
  expect(statSync(`${file}.1`).size).toBe(11_000_000);
});

/** A process of its own that supervises a tiny server, in its own process group as a terminal would start it. */
async function parent(before = '') {
  const port = await freePort();
  const code = `
    import { supervise } from '${new URL('supervise.ts', import.meta.url).href}';
    process.on('SIGINT', () => console.log('SIGINT'));
    const say = (_, message) => console.log(message);
    const running = await supervise({
      name: 'tiny', command: process.execPath, env: {},
      args: ['-e', ${JSON.stringify(server(port, before).args[1])}],
      async probe(signal) { await fetch('http://127.0.0.1:${port}', { signal }) },
    }, { dataDir: '${dataDir}', env: process.env, log: { info: say, warn: say, error: say } });
    console.log(await running.pid());`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async () => String((await output.next()).value);
  return { pid: child.pid ?? 0, line, serverPid: Number(await line()), port };
}

test('no server outlives a parent that was killed, not even one that ignores SIGTERM', async () => {
  const { pid, serverPid } = await parent(`process.on('SIGTERM', () => {})`);
  expect(lives(serverPid)).toBe(true);
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(lives(serverPid)).toBe(false), eventually);
}, 30_000);

test('a start right after a parent was killed waits for the end of its servers', async () => {
  const { pid, serverPid } = await parent(`process.on('SIGTERM', () => setTimeout(() => process.exit(), 1000))`);
  process.kill(pid, 'SIGKILL');
  const running = await start(server(await freePort()));
  onTestFinished(() => running.stop());
  expect(lives(serverPid)).toBe(false);
}, 30_000);

test('Ctrl-C reaches the parent and not the servers', async () => {
  const { pid, line, serverPid, port } = await parent();
  process.kill(-pid, 'SIGINT');
  expect(await line()).toBe('SIGINT');
  expect(await answer(port)).toBe(`${serverPid}`);
}, 30_000);
