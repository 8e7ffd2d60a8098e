import { readSettings, SettingsError, type Settings } from '../../platform/env.ts';
import type { CostsCommand } from '../arguments/costs.ts';
import { withDatabase } from '../database.ts';
import { exitCodes } from '../exit-codes.ts';
import { compareCosts, printComparison } from './costs.ts';

/** Holds our books against Langfuse's. What can be said without a database is said before one is asked for. */
export async function costs(days: CostsCommand, env: NodeJS.ProcessEnv): Promise<number> {
  const langfuse = langfuseOf(env);
  const comparison = await withDatabase(env, (database) => compareCosts(database, langfuse, days));
  printComparison(comparison);
  return comparison.agree ? exitCodes.done : exitCodes.failed;
}

function langfuseOf(env: NodeJS.ProcessEnv): NonNullable<Settings['langfuse']> {
  const names = Object.keys(env).filter((name) => name.startsWith('LANGFUSE_'));
  const { langfuse } = readSettings(Object.fromEntries(names.map((name) => [name, env[name]])));
  if (langfuse) return langfuse;
  throw new SettingsError(
    'LANGFUSE_PUBLIC_KEY: Set it and LANGFUSE_SECRET_KEY to the keys of the project that workers trace to.',
  );
}
