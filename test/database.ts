import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { createDatabase, type Database } from '../src/platform/db/database.ts';
import { migrate } from '../src/platform/db/migrate.ts';
import { createLog } from '../src/platform/log.ts';

/** Runs one statement, or several without values, on a connection of its own. */
export async function query(url: string, sql: string): Promise<object[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Makes a database on the server of the test run, and returns its address. */
export async function newDatabase(): Promise<string> {
  const url = new URL(inject('serverEnv')['DATABASE_URL']!);
  const name = `test-${randomUUID()}`;
  await query(url.href, `CREATE DATABASE "${name}"`);
  url.pathname = `/${name}`;
  return url.href;
}

/** A test file's own database with all tables. Call at the top; what it returns is usable inside tests and hooks. */
export function useDatabase(): Database & { url: string } {
  const database = {} as Database & { url: string };
  beforeAll(async () => {
    const url = await newDatabase();
    const log = createLog('silent');
    await migrate(url, log);
    Object.assign(database, createDatabase(url, log), { url });
  });
  afterAll(() => database.close());
  return database;
}
