import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { query } from './database.ts';
import type { Stack } from './stack.ts';

/** A user of a database who owns nothing and was granted nothing, and the address with which they come. */
export async function newRole(database: string): Promise<{ url: string; name: string }> {
  const name = `role-${randomUUID()}`;
  await query(database, `CREATE ROLE "${name}" LOGIN PASSWORD 'few'`);
  const url = new URL(database);
  Object.assign(url, { username: name, password: 'few' });
  return { url: url.href, name };
}

/** What docs/OPERATE.md tells an owner to run for the user of an API, or of a worker. */
export async function documentedRole(of: 'api' | 'worker', name: string): Promise<string> {
  const page = await readFile(new URL('../docs/OPERATE.md', import.meta.url), 'utf8');
  const sqls = [...page.matchAll(/```sql\n(.*?)```/gs)].map(([, sql]) => sql!);
  const sql = sqls.find((text) => text.includes(`ROLE ${of} `)) ?? '';
  return sql.replaceAll(new RegExp(`\\b(TO|FROM) ${of};`, 'g'), `$1 "${name}";`);
}

/** Starts the worker of a stack, which has none yet, with no more rights in the database than are documented. */
export async function startWorkerWithItsRights(stack: Pick<Stack, 'env' | 'startWorker'>): Promise<void> {
  const owner = stack.env['DATABASE_URL']!;
  const { url, name } = await newRole(owner);
  await query(owner, await documentedRole('worker', name));
  stack.env['DATABASE_URL'] = url;
  await stack.startWorker();
}
