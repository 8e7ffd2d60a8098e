import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { cachedPath, findServer } from '../../tools/find-server.mjs';
import { temporal, versitygw } from '../../tools/servers.mjs';
import { script, scratchFolder } from './scratch.ts';

let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  folder = scratchFolder();
  mkdirSync(path.join(folder, 'bin'));
  env = { HOME: folder, PATH: path.join(folder, 'bin') };
});

const onPath = (version: string) =>
  script(path.join(folder, 'bin/temporal'), `echo "temporal version ${version} (Server 1.31.2, UI 2.50.1)"`);

function inCache() {
  const file = cachedPath(temporal, env);
  mkdirSync(path.dirname(file), { recursive: true });
  return script(file, 'exit 0');
}

test('the environment variable wins over the cache, the cache over PATH', async () => {
  expect(await findServer(temporal, env)).toBeNull();
  const fromPath = onPath('1.8.2');
  expect(await findServer(temporal, env)).toBe(fromPath);
  const cached = inCache();
  expect(await findServer(temporal, env)).toBe(cached);
  const own = script(path.join(folder, 'own'), 'exit 0');
  expect(await findServer(temporal, { ...env, TEMPORAL_CLI_PATH: own })).toBe(own);
});

test('a variable that names no executable file is an error, whatever else there is', async () => {
  inCache();
  for (const wrong of [path.join(folder, 'nothing'), folder]) {
    const found = findServer(temporal, { ...env, TEMPORAL_CLI_PATH: wrong });
    await expect(found).rejects.toThrow(`TEMPORAL_CLI_PATH is set to ${wrong}, which is not an executable file.`);
  }
});

test('PATH is used only when it is new enough', async () => {
  onPath('1.7.9');
  expect(await findServer(temporal, env)).toBeNull();
  const newer = onPath('1.10.0');
  expect(await findServer(temporal, env)).toBe(newer);
  script(path.join(folder, 'bin/versitygw'), 'echo "Version  : git"');
  expect(await findServer(versitygw, env), 'a build of unknown age').toBeNull();
  const release = script(path.join(folder, 'bin/versitygw'), 'echo "Version  : v1.7.0"');
  expect(await findServer(versitygw, env)).toBe(release);
});

test('XDG_CACHE_HOME moves the cache, unless it is relative', () => {
  expect(cachedPath(temporal, { ...env, XDG_CACHE_HOME: '/x' })).toBe('/x/tempograph/temporal-1.8.2/temporal');
  expect(cachedPath(temporal, { ...env, XDG_CACHE_HOME: 'x' })).toBe(
    path.join(folder, '.cache/tempograph/temporal-1.8.2/temporal'),
  );
});
