import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { processEnv, readSettings } from '../../src/platform/env.ts';
import { registerSearchAttributes } from '../../src/platform/search-attributes.ts';
import { createTemporal } from '../../src/platform/temporal.ts';
import { findServer } from '../../tools/find-server.mjs';
import { temporal as temporalTool } from '../../tools/servers.mjs';
import { newDatabase, query } from '../database.ts';
import { runCommand } from '../product-process.ts';
import { root } from '../static/source.ts';

const script = (name: string) => path.join(root, 'deploy', name);
const bin = mkdtempSync(path.join(os.tmpdir(), 'tempograph-bin-'));
const { PATH } = processEnv();
beforeAll(async () => symlinkSync((await findServer(temporalTool, processEnv()))!, path.join(bin, 'temporal')));
afterAll(() => rmSync(bin, { recursive: true }));

test('a namespace is made with retention and search attributes; again, only its retention is changed', async () => {
  const namespace = `test-${randomUUID()}`;
  const { TEMPORAL_ADDRESS = '' } = inject('serverEnv');
  const create = (retention: string) =>
    runCommand(['sh', script('temporal/create-namespace.sh')], {
      PATH: `${bin}:${PATH}`,
      TEMPORAL_ADDRESS,
      TEMPORAL_NAMESPACE: namespace,
      TEMPORAL_RETENTION: retention,
    });
  const temporal = createTemporal(readSettings({ TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE: namespace }).temporal);
  const days = async () => {
    const { config } = await temporal.call(() => temporal.service.describeNamespace({ namespace }));
    return Number(config?.workflowExecutionRetentionTtl?.seconds) / 86_400;
  };
  try {
    expect(await create('30d')).toMatchObject({ code: 0, stderr: '' });
    expect(await days()).toBe(30);
    // Which it would have to make, had the script not.
    const known = await temporal.call(() => temporal.operator.listSearchAttributes({ namespace }));
    expect(Object.keys(known.customAttributes)).toEqual(
      expect.arrayContaining(['TempographLabels', 'TempographStartedBy']),
    );
    await registerSearchAttributes(temporal);
    expect(await create('10d')).toMatchObject({ code: 0, stderr: '' });
    expect(await days()).toBe(10);
  } finally {
    await temporal.close();
  }
});

const hasSqlTool = spawnSync('temporal-sql-tool', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasSqlTool) process.stdout.write("Temporal's schema is not set up, as there is no temporal-sql-tool here.\n");

test.skipIf(!hasSqlTool)(
  'the schema is set up in databases that it makes itself, and again changes nothing',
  async () => {
    const { hostname, port, username, password } = new URL(await newDatabase());
    const admin = `postgres://${username}:${password}@${hostname}:${port}`;
    const env = { PATH: PATH ?? '', SQL_HOST: hostname, SQL_PORT: port, SQL_USER: username, SQL_PASSWORD: password };
    const versions = async () =>
      Promise.all(
        ['temporal', 'temporal_visibility'].map((name) =>
          query(`${admin}/${name}`, 'SELECT curr_version AS version FROM schema_version'),
        ),
      );
    const setUp = () => runCommand(['sh', script('temporal/setup-schema.sh')], env);
    expect((await setUp()).code).toBe(0);
    const first = await versions();
    expect(first).toEqual([
      [{ version: expect.stringMatching(/^1\.\d+/) as string }],
      [{ version: expect.stringMatching(/^1\.\d+/) as string }],
    ]);
    expect((await setUp()).code).toBe(0);
    expect(await versions()).toEqual(first);
  },
);
