import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { processEnv } from '../../src/platform/env.ts';
import { textOf, type ComposeFile } from '../compose-file.ts';
import { root } from './source.ts';

const answers = ([command, ...args]: readonly string[]) =>
  spawnSync(command!, [...args, 'version'], { stdio: 'ignore' }).status === 0;
const compose = [['docker', 'compose'], ['docker-compose']].find(answers);
if (!compose)
  process.stdout.write('Compose files are held to their schema alone, as there is no docker compose here.\n');

const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-compose-'));
afterAll(() => rmSync(folder, { recursive: true }));
const secrets = path.join(folder, 'secrets.env');
execFileSync('sh', ['deploy/secrets.sh', secrets], { cwd: root });
writeFileSync(secrets, readFileSync(secrets, 'utf8').replace(/^COMPOSE_FILE.*$/m, ''));
const nothing = path.join(folder, 'nothing.env');
writeFileSync(nothing, '');

/** What compose makes of files, with the variables of one alone. */
function resolve(files: readonly string[], variables: string, profiles: readonly string[] = []) {
  const [command, ...first] = compose!;
  const { PATH, HOME, DOCKER_CONFIG } = processEnv();
  const options = [...files.flatMap((file) => ['-f', file]), ...profiles.flatMap((profile) => ['--profile', profile])];
  const args = [...first, '--env-file', variables, '--project-directory', root, ...options, 'config'];
  return spawnSync(command!, args, { cwd: root, encoding: 'utf8', env: { PATH, HOME, DOCKER_CONFIG } });
}

const own = 'docker-compose.yml';
const temporal = 'docker-compose.temporal.yml';
const ours = ['api', 'backup', 'buckets', 'migrate', 'postgres', 's3', 'scheduler', 'worker'];
const theirs = ['temporal', 'temporal-namespace', 'temporal-postgres', 'temporal-schema', 'temporal-ui'];
const langfuse = ['bucket', 'clickhouse', 'postgres', 'redis', 'web', 'worker'].map((name) => `langfuse-${name}`);

test.skipIf(!compose).each([
  [[own], [], ours],
  [[temporal], [], theirs],
  [[own, temporal], [], [...ours, ...theirs]],
  [[own], ['langfuse'], [...ours, ...langfuse]],
  [[own, temporal], ['langfuse'], [...ours, ...theirs, ...langfuse]],
])('%j with the profiles %j resolves', (files, profiles, expected) => {
  const { stdout, stderr, status } = resolve(files, secrets, profiles);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const { services } = parse(stdout) as ComposeFile;
  expect(Object.keys(services).toSorted()).toEqual(expected.toSorted());
  expect(stdout).not.toMatch(/(?<!\$)\$\{/);
  if (services['api'])
    expect(services['api'].environment).toMatchObject({ TEMPORAL_ADDRESS: 'temporal:7233', RUN_MODE: 'api' });
});

test.skipIf(!compose).each([own, temporal])('%s without secrets is refused, and says what to do', (file) => {
  const { stderr, status } = resolve([file], nothing);
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/required variable \w+ is missing a value: Run deploy\/secrets.sh/);
});

test.skipIf(!compose)('the file for Coolify resolves, without the one line that Coolify takes out', () => {
  const file = path.join(folder, 'coolify.yml');
  writeFileSync(file, textOf('deploy/coolify/docker-compose.yml').replaceAll(/^ +exclude_from_hc: .*\n/gm, ''));
  expect(resolve([file], nothing).status).toBe(0);
});
