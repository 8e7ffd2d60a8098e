import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { processEnv } from '../platform/env.ts';
import { choosePort, usualPort } from './address.ts';

test('a lock that a crash has left empty costs the usual port, and not the start', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-address-'));
  const env = processEnv();
  const { TMPDIR } = env;
  onTestFinished(() => {
    if (TMPDIR === undefined) delete env['TMPDIR'];
    else env['TMPDIR'] = TMPDIR;
    rmSync(folder, { recursive: true });
  });
  env['TMPDIR'] = folder;
  writeFileSync(path.join(folder, `tempograph-port-${usualPort}.lock`), '');
  expect(await choosePort('127.0.0.1', null)).not.toBe(usualPort);
});
