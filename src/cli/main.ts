import * as contracts from '../../workers/contracts.ts';
import { dataDirOf } from '../local/data-dir.ts';
import { runningDatabase } from '../local/running-servers.ts';
import { print, printError } from '../local/terminal.ts';
import { DomainError } from '../errors.ts';
import { createDatabase, type Database } from '../platform/db/database.ts';
import { migrate } from '../platform/db/migrate.ts';
import { LangfuseAnswerError } from '../platform/ai/langfuse-costs.ts';
import { processEnv, readSettings, SettingsError, type Settings } from '../platform/env.ts';
import { createLog, type Log } from '../platform/log.ts';
import { createAudit } from '../services/access/audit.ts';
import { createKeys } from '../services/access/keys.ts';
import { readCommand, type Command } from './command.ts';
import { compareCosts, printComparison } from './costs.ts';
import { createKey, listKeys, NoSuchKeyError, revokeKey } from './keys.ts';
import { usage, UsageError } from './usage.ts';

/** `npx tempograph ...`: what is done to a deployment from outside, with its database. */
async function main(args: readonly string[]): Promise<void> {
  const command = readCommand(args);
  if (command.do === 'help') return print(usage);
  const env = processEnv();
  const task = taskOf(command, env);
  const url = databaseUrl(env);
  const log = createLog('warn', process.stderr.fd);
  // The first key is made before the first API starts, which is what makes the tables otherwise.
  await migrate(url, log, 0);
  const database = createDatabase(url, log);
  try {
    await task(database, log);
  } finally {
    await database.close();
  }
}

type Task = (database: Database, log: Log) => Promise<void>;

/** What can be said without a database is said before one is asked for. */
function taskOf(command: Exclude<Command, { do: 'help' }>, env: NodeJS.ProcessEnv): Task {
  if (command.do !== 'compare') {
    return (database, log) => changeKeys(command, { keys: createKeys(database), audit: createAudit(database, log) });
  }
  const langfuse = langfuseOf(env);
  return async (database) => {
    const comparison = await compareCosts(database, langfuse, command);
    printComparison(comparison);
    if (!comparison.agree) process.exitCode = 1;
  };
}

function changeKeys(
  command: Exclude<Command, { do: 'help' | 'compare' }>,
  store: Parameters<typeof createKey>[0],
): Promise<void> {
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

function langfuseOf(env: NodeJS.ProcessEnv): NonNullable<Settings['langfuse']> {
  const names = Object.keys(env).filter((name) => name.startsWith('LANGFUSE_'));
  const { langfuse } = readSettings(Object.fromEntries(names.map((name) => [name, env[name]])));
  if (langfuse) return langfuse;
  throw new SettingsError(
    'LANGFUSE_PUBLIC_KEY: Set it and LANGFUSE_SECRET_KEY to the keys of the project that workers trace to.',
  );
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const foreseen = [UsageError, SettingsError, DomainError, NoSuchKeyError, LangfuseAnswerError].some(
    (type) => error instanceof type,
  );
  const told = error instanceof Error ? (foreseen ? error.message : (error.stack ?? error.message)) : String(error);
  printError(error instanceof UsageError ? `${told} (npx tempograph --help shows the commands)` : told);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
