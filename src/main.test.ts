import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { processEnv } from './platform/env.ts';

const entry = fileURLToPath(new URL('main.ts', import.meta.url));
const nobody = '127.0.0.1:1';
const patience = { timeout: 60_000 };

/** The program as an operator runs it, with Temporal away. */
function run(variables: Record<string, string>) {
  const { PATH, HOME } = processEnv();
  const env = { PATH, HOME, PORT: '0', TEMPORAL_ADDRESS: nobody, ...variables };
  const child = spawn(process.execPath, ['--import', 'tsx', entry], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const seen = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (seen.out += chunk));
  child.stderr.on('data', (chunk) => (seen.err += chunk));
  return { child, seen, ended: once(child, 'close').then(([code]) => code as number | null) };
}

test('an API whose port is taken ends with a sentence, also while Temporal is away', patience, async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { ended, seen } = run({ RUN_MODE: 'api', PORT: `${(other.address() as AddressInfo).port}` });
  expect(await ended).toBe(1);
  expect(seen.err).toMatch(/^PORT: .*EADDRINUSE.* Set another port, or 0 for a free one\.\n$/);
});

test('an API that waits for Temporal stops when it is told to', patience, async () => {
  const { child, ended, seen } = run({ RUN_MODE: 'api' });
  // From here on it always has an attempt under way, or a pause between two.
  await vi.waitFor(() => expect(seen.out).toContain('still not registered'), patience);
  child.kill('SIGTERM');
  expect(await ended, seen.err).toBe(0);
  expect(seen.err).toBe('');
});

test('an API does not listen for a network', patience, async () => {
  const { ended, seen } = run({ RUN_MODE: 'api', HOST: '0.0.0.0' });
  expect(await ended).toBe(1);
  expect(seen.err).toMatch(/^HOST: .*no access control yet.*\n$/);
});
