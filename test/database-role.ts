import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { query } from './database.ts';

/** A user of a database who owns nothing and was granted nothing, and the address with which they come. */
export async function newRole(database: string): Promise<{ url: string; name: string }> {
  const name = `role-${randomUUID()}`;
  await query(database, `CREATE ROLE "${name}" LOGIN PASSWORD 'few'`);
  const url = new URL(database);
  Object.assign(url, { username: name, password: 'few' });
  return { url: url.href, name };
}

/** What docs/OPERATE.md tells an owner to run for the user of an API. */
export async function apiRole(name: string): Promise<string> {
  const page = await readFile(new URL('../docs/OPERATE.md', import.meta.url), 'utf8');
  const [, sql = ''] = /```sql\n(.*?)```/s.exec(page) ?? [];
  return sql.replaceAll(/\b(TO|FROM) api;/g, `$1 "${name}";`);
}
