import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { readSettings } from '../src/platform/env.ts';
import { createTemporal, type Temporal } from '../src/platform/temporal.ts';
import type { Place, Secret } from './noted-secrets.ts';

/** What a test run has left behind. */
export interface Remains {
  /** Everything in it that ends with `.log` was written by a process. */
  folder: string;
  /** Variables that point at the servers. */
  env: Record<string, string>;
  /** The databases and namespaces whose names begin so. */
  prefix: string;
}

/** Secrets by their form, so that also those are found that nobody has noted. */
const forms: readonly [name: string, form: RegExp][] = [
  ['an API key', /tgk_[\w-]{43}/],
  ['an access token', /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{40,}/],
  ['a token of Meta', /(?<![\w+/])EAA[0-9A-Za-z]{40,}/],
  ['the signature of a link', /X-Amz-Signature=[0-9a-f]{64}/i],
];

interface Found {
  place: Place;
  where: string;
  text: string;
}

/** Looks for secrets in all that is left. Each finding says what was found where, and never the secret. */
export async function findSecrets(remains: Remains, secrets: readonly Secret[]): Promise<string[]> {
  const findings = new Set<string>();
  const look = ({ place, where, text }: Found) => {
    for (const { name, value, allowedIn } of secrets) {
      if (!allowedIn?.includes(place) && text.includes(value)) findings.add(`${where}: ${name}`);
    }
    for (const [name, form] of forms) if (form.test(text)) findings.add(`${where}: ${name}`);
  };
  await lookInFiles(remains, look);
  await lookInDatabases(remains, look);
  await lookInTemporal(remains, look);
  return [...findings].toSorted();
}

type Look = (found: Found) => void;

async function lookInFiles({ folder }: Remains, look: Look) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const where = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name === 'logs') await lookInFiles({ folder: where } as Remains, look);
    if (!entry.isFile() || !entry.name.endsWith('.log')) continue;
    const place = entry.name === 'errors.log' ? 'errors' : 'logs';
    look({ place, where: entry.name, text: await readFile(where, 'utf8') });
  }
}

async function lookInDatabases({ env, prefix }: Remains, look: Look) {
  const names = await inDatabase(env, 'postgres', (ask) =>
    ask('SELECT datname AS text FROM pg_database WHERE NOT datistemplate'),
  );
  for (const name of names.filter((name) => name.startsWith(prefix))) {
    await inDatabase(env, name, async (ask) => {
      const tables = await ask(
        `SELECT format('%I.%I', schemaname, tablename) AS text FROM pg_tables
         WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
      );
      for (const table of tables) {
        const rows = await ask(`SELECT row::text AS text FROM ${table} AS row`);
        look({ place: 'database', where: `database, ${table}`, text: rows.join('\n') });
      }
    });
  }
}

/** One connection for all that is asked of a database: a test run leaves some hundred of them, with twenty tables each. */
async function inDatabase<T>(
  env: Remains['env'],
  database: string,
  work: (ask: (sql: string) => Promise<string[]>) => Promise<T>,
): Promise<T> {
  const url = new URL(env['DATABASE_URL']!);
  url.pathname = `/${database}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    return await work(async (sql) => (await client.query<{ text: string }>(sql)).rows.map(({ text }) => text));
  } finally {
    await client.end();
  }
}

const atOnce = 20;
const deadlineMs = 30_000;

async function lookInTemporal({ env, prefix }: Remains, look: Look) {
  const temporal = createTemporal(readSettings(env).temporal);
  const { service } = temporal;
  const call = <T>(run: () => Promise<T>) => temporal.call(run, { deadlineMs });
  try {
    const { namespaces } = await call(() => service.listNamespaces({ pageSize: 1000 }));
    for (const { namespaceInfo } of namespaces) {
      const namespace = namespaceInfo?.name ?? '';
      if (!namespace.startsWith(prefix)) continue;
      let nextPageToken: Uint8Array | undefined;
      do {
        const page = await call(() => service.listWorkflowExecutions({ namespace, pageSize: 1000, nextPageToken }));
        for (let from = 0; from < page.executions.length; from += atOnce) {
          const part = page.executions.slice(from, from + atOnce);
          const histories = await Promise.all(
            part.map(({ execution }) => historyOf(temporal, namespace, execution ?? {}, call)),
          );
          part.forEach((info, index) => {
            const text = `${textOf(info)}\n${histories[index]}`;
            look({ place: 'histories', where: `Temporal, a run of ${info.type?.name}`, text });
          });
        }
        nextPageToken = page.nextPageToken.length > 0 ? page.nextPageToken : undefined;
      } while (nextPageToken);
    }
  } finally {
    await temporal.close();
  }
}

async function historyOf(
  { service }: Temporal,
  namespace: string,
  execution: object,
  call: <T>(run: () => Promise<T>) => Promise<T>,
): Promise<string> {
  const texts: string[] = [];
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await call(() => service.getWorkflowExecutionHistory({ namespace, execution, nextPageToken }));
    texts.push(textOf(page.history));
    nextPageToken = page.nextPageToken.length > 0 ? page.nextPageToken : undefined;
  } while (nextPageToken);
  return texts.join('\n');
}

/** All texts in a message of Temporal's, also those in payloads, which are bytes. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .flatMap(([key, item]) => [key, textOf(item)])
    .join('\n');
}
