import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { createDatabase, type Database } from '../src/platform/db/database.ts';
import { migrate } from '../src/platform/db/migrate.ts';
import { createLog } from '../src/platform/log.ts';

/** Makes a database on the server of the test run, and returns its address. */
export async function newDatabase(): Promise<string> {
  const url = new URL(inject('serverEnv')['DATABASE_URL']!);
  const client = new Client({ connectionString: url.href });
  await client.connect();
  url.pathname = `/test-${randomUUID()}`;
  try {
    await client.query(`CREATE DATABASE "${url.pathname.slice(1)}"`);
  } finally {
    await client.end();
  }
  return url.href;
}

/** A test file's own database with all tables. Call at the top; what it returns is usable inside tests and hooks. */
export function useDatabase(): Database & { url: string } {
  const database = {} as Database & { url: string };
  beforeAll(async () => {
    const url = await newDatabase();
    await migrate(url);
    Object.assign(database, createDatabase(url, createLog('silent')), { url });
  });
  afterAll(() => database.close());
  return database;
}
