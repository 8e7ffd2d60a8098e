import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { freePort } from '../src/local/free-port.ts';
import { unprivileged } from '../src/local/unprivileged.ts';
import { query } from './database.ts';
import { waitFor } from './wait-for.ts';

/** Server and tools of one version: the embedded one comes without tools, and those of another version may refuse it. */
const needed = ['initdb', 'pg_dump', 'pg_restore', 'postgres', 'psql'];
const places = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'].filter(existsSync);
const bins = places.flatMap((place) => readdirSync(place).map((version) => path.join(place, version, 'bin')));

/** The folder with the programs of the newest PostgreSQL that is installed with all of them; undefined when none is. */
export const postgresPrograms = bins.filter((bin) => needed.every((name) => existsSync(path.join(bin, name)))).at(-1);

/** A server of its own for a test file. Call at the top; what it returns has databases inside tests and hooks. */
export function useOwnPostgres(programs: string, password: string) {
  const user = unprivileged();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-postgres-'));
  const place = { port: 0 };
  let stop: () => Promise<void>;

  beforeAll(async () => {
    place.port = await freePort();
    const [data, passwordFile] = [path.join(folder, 'data'), path.join(folder, 'password')];
    writeFileSync(passwordFile, password);
    if (user) for (const file of [folder, passwordFile]) chownSync(file, user.uid, user.gid);
    const options = { ...user, cwd: '/', env: { LC_ALL: 'C' } };
    const rules = ['-U', 'owner', '-A', 'scram-sha-256', '--encoding=UTF8', `--pwfile=${passwordFile}`];
    await promisify(execFile)(path.join(programs, 'initdb'), ['-D', data, ...rules], options);
    const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'];
    const args = ['-D', data, '-p', String(place.port), ...settings];
    const server = spawn(path.join(programs, 'postgres'), args, { ...options, stdio: 'ignore' });
    const exited = once(server, 'exit');
    stop = async () => {
      server.kill('SIGINT');
      await exited;
    };
    await waitFor('PostgreSQL', () => query(url('postgres'), 'SELECT 1').then(Boolean, () => false));
  });
  afterAll(async () => {
    await stop?.();
    rmSync(folder, { recursive: true });
  });

  const url = (database: string) =>
    `postgres://owner:${encodeURIComponent(password)}@127.0.0.1:${place.port}/${database}`;
  return { url };
}
