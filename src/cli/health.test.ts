import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../test/cli.ts';
import { lockInstance } from '../local/instance-lock.ts';

/** A process that answers so at `/ready`. */
async function serve(status: number, body: object) {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/ready' ? status : 404).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `${(server.address() as AddressInfo).port}`;
}

const health = (PORT: string, HOST = '') => runCli({ PORT, HOST }, ['health']);

test('one line and an exit code say whether a process is ready', { timeout: 60_000 }, async () => {
  const well = await serve(200, { temporal: null, database: null });
  const ill = await serve(503, {
    temporal: 'It does\nnot answer.',
    database: null,
    schedules: 'No file.',
    role: 'APPLYING',
  });
  const [ready, everywhere, unready, gone, nonsense, none] = await Promise.all([
    health(well),
    health(well, '0.0.0.0'),
    health(ill),
    health('9'),
    health('many'),
    health('0'),
  ]);
  expect(ready).toEqual({ code: 0, out: `http://127.0.0.1:${well} is ready\n`, err: '' });
  expect(everywhere, 'what listens everywhere is asked here').toEqual(ready);
  const says = `http://127.0.0.1:${ill} is not ready: temporal: It does?not answer.; schedules: No file.\n`;
  expect(unready).toEqual({ code: 1, out: '', err: says });
  expect(gone).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(/^http:\/\/127.0.0.1:9 does not answer: .+\n$/),
  });
  expect(nonsense).toMatchObject({ code: 1, err: expect.stringMatching(/^PORT: Must be a whole number /) });
  expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/^PORT: .* in its log/) });
});

test('beside an npm start it is the process of PORT that is asked', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-health-'));
  const lock = lockInstance(folder);
  onTestFinished(() => {
    lock.release();
    rmSync(folder, { recursive: true });
  });
  const [started, worker] = [await serve(200, { temporal: null }), await serve(503, { queues: 'None.' })];
  lock.servesAt(`http://127.0.0.1:${started}`);
  const ask = (PORT: string) => runCli({ DATA_DIR: folder, PORT }, ['health']);
  expect(await ask('')).toMatchObject({ code: 0, out: `http://127.0.0.1:${started} is ready\n` });
  expect(await ask(worker)).toMatchObject({
    code: 1,
    err: expect.stringMatching(`:${worker} is not ready: queues: None`),
  });
});
