import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { temporal } from '../../tools/servers.mjs';
import { attributeTypes, searchAttributes } from '../platform/search-attributes.ts';
import { openConnection } from '../platform/temporal-connection.ts';
import { emptied } from '../platform/temporal-settings.ts';
import { builtServer } from './built-server.ts';
import type { EmbeddedServer } from './embedded-server.ts';
import { freePort } from './free-port.ts';

/** A bare dev server forgets a closed run after a day. */
const retention = '30 days';
/** Namespaces: one for each test worker adds up. Pausing a run is something we offer, and off by default. */
export const dynamicConfig = { 'frontend.namespaceCount': 5000, 'frontend.WorkflowPauseEnabled': true };

/** Temporal's own development server, with its state in one SQLite file. */
export const temporalServer: EmbeddedServer = {
  ...builtServer(temporal),
  async define({ command, dataDir, env }) {
    const [port, uiPort] = [await freePort(), await freePort()];
    const address = `127.0.0.1:${port}`;
    const namespace = env.TEMPORAL_NAMESPACE || 'default';
    const folder = path.join(dataDir, 'temporal');
    mkdirSync(folder, { recursive: true });
    return {
      name: 'temporal',
      command,
      args: [
        'server',
        'start-dev',
        '--ip=127.0.0.1',
        `--port=${port}`,
        '--ui-ip=127.0.0.1',
        `--ui-port=${uiPort}`,
        `--namespace=${namespace}`,
        `--db-filename=${path.join(folder, 'temporal.db')}`,
        // A write-ahead log survives a killed process as well as the default does, for half the CPU time of a run.
        '--sqlite-pragma=journal_mode=WAL',
        '--sqlite-pragma=synchronous=NORMAL',
        ...Object.entries(searchAttributes).map(([name, type]) => `--search-attribute=${name}=${attributeTypes[type]}`),
        ...Object.entries(dynamicConfig).map(([key, value]) => `--dynamic-config-value=${key}=${value}`),
        // Someone's profile for a real cluster must not leak in here.
        '--disable-config-file',
        '--disable-config-env',
        '--ui-disable-news-fetch',
        '--log-level=warn',
        '--log-format=json',
        '--color=never',
      ],
      env: {},
      probe: (signal) => probe(address, namespace, signal),
      prepare: () => keepRunsLonger(address, namespace),
      provides: {
        // A key, certificates or a profile for a real cluster do not apply to this one.
        ...emptied(env),
        TEMPORAL_ADDRESS: address,
        TEMPORAL_NAMESPACE: namespace,
      },
      ui: `http://127.0.0.1:${uiPort}`,
    };
  },
};

async function probe(address: string, namespace: string, signal: AbortSignal): Promise<void> {
  await withConnection(address, async (connection) => {
    await connection.withAbortSignal(signal, async () => {
      await connection.workflowService.describeNamespace({ namespace });
      // Registered a moment after the server answers; a run with a label would fail before that.
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
      const missing = Object.keys(searchAttributes).filter((name) => !(name in customAttributes));
      if (missing.length > 0) throw new Error(`search attributes are not there yet: ${missing.join(', ')}`);
    });
  });
}

async function keepRunsLonger(address: string, namespace: string): Promise<void> {
  await withConnection(address, async (connection) => {
    const config = { workflowExecutionRetentionTtl: msToTs(retention) };
    await connection.withDeadline(Date.now() + 10_000, () =>
      connection.workflowService.updateNamespace({ namespace, config }),
    );
  });
}

async function withConnection(address: string, use: (connection: Connection) => Promise<void>): Promise<void> {
  const { connection, close } = openConnection({ address, connectTimeout: 1000 });
  try {
    await use(connection);
  } finally {
    await close();
  }
}
