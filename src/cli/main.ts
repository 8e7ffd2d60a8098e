import * as contracts from '../../workers/contracts.ts';
import { dataDirOf } from '../local/data-dir.ts';
import { runningDatabase } from '../local/running-servers.ts';
import { print, printError } from '../local/terminal.ts';
import { DomainError } from '../errors.ts';
import { createDatabase } from '../platform/db/database.ts';
import { migrate } from '../platform/db/migrate.ts';
import { processEnv, readSettings, SettingsError } from '../platform/env.ts';
import { createLog } from '../platform/log.ts';
import { createAudit } from '../services/access/audit.ts';
import { createKeys } from '../services/access/keys.ts';
import { readCommand, type Command } from './command.ts';
import { createKey, listKeys, NoSuchKeyError, revokeKey } from './keys.ts';
import { usage, UsageError } from './usage.ts';

/** `npx tempograph ...`: what is done to a deployment from outside, with its database. */
async function main(args: readonly string[]): Promise<void> {
  const command = readCommand(args);
  if (command.do === 'help') return print(usage);
  const url = databaseUrl(processEnv());
  const log = createLog('warn', process.stderr.fd);
  // The first key is made before the first API starts, which is what makes the tables otherwise.
  await migrate(url, log, 0);
  const database = createDatabase(url, log);
  try {
    await run(command, { keys: createKeys(database), audit: createAudit(database, log) });
  } finally {
    await database.close();
  }
}

function run(command: Exclude<Command, { do: 'help' }>, store: Parameters<typeof createKey>[0]): Promise<void> {
  switch (command.do) {
    case 'create':
      return createKey(store, command.request, Object.keys(contracts));
    case 'list':
      return listKeys(store);
    case 'revoke':
      return revokeKey(store, command.key);
  }
}

function databaseUrl(env: NodeJS.ProcessEnv): string {
  const { databaseUrl: given } = readSettings({ DATABASE_URL: env.DATABASE_URL });
  const url = given ?? runningDatabase(dataDirOf(env));
  if (url) return url;
  throw new SettingsError(
    'DATABASE_URL: Set it to the database of your API, or run this while `npm start` serves (with the same DATA_DIR, if it has one).',
  );
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const foreseen = [UsageError, SettingsError, DomainError, NoSuchKeyError].some((type) => error instanceof type);
  const told = error instanceof Error ? (foreseen ? error.message : (error.stack ?? error.message)) : String(error);
  printError(error instanceof UsageError ? `${told} (npx tempograph --help shows the commands)` : told);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
