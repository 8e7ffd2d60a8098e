import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockInstance } from './instance-lock.ts';
import { forgetServers, runningDatabase, serversFileOf, tellServers } from './running-servers.ts';
import { processEnv } from '../platform/env.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-running-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the database is known while its process runs and has told it, and to its user only', () => {
  const url = 'postgres://user:password@127.0.0.1:1/x';
  expect(runningDatabase(path.join(folder, 'nowhere'))).toBeNull();
  const lock = lockInstance(folder);
  expect(runningDatabase(folder), 'still starting').toBeNull();
  const variables = { TEMPORAL_ADDRESS: '127.0.0.1:7233', AWS_PROFILE: '', DATABASE_URL: url };
  tellServers(folder, variables);
  expect(runningDatabase(folder)).toBe(url);
  expect(statSync(serversFileOf(folder)).mode & 0o777).toBe(0o600);
  lock.release();
  expect(runningDatabase(folder), 'left behind by a start that was killed').toBeNull();
  const next = lockInstance(folder);
  forgetServers(folder);
  expect(runningDatabase(folder)).toBeNull();
  next.release();
});

test('a program that is started with the file has the variables, unless it was given others', () => {
  const variables = {
    TEMPORAL_ADDRESS: '127.0.0.1:7233',
    AWS_PROFILE: '',
    DATABASE_URL: 'postgres://u:p#1@127.0.0.1/x',
  };
  tellServers(folder, variables);
  const script = `console.log(JSON.stringify(${JSON.stringify(Object.keys(variables))}.map((name) => process.env[name])))`;
  const { PATH } = processEnv();
  const env = { PATH, TEMPORAL_ADDRESS: 'other:7233' };
  const printed = execFileSync(process.execPath, [`--env-file=${serversFileOf(folder)}`, '-e', script], { env });
  expect(JSON.parse(printed.toString())).toEqual(['other:7233', '', variables.DATABASE_URL]);
});
