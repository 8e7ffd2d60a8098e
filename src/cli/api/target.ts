import { dataDirOf } from '../../local/data-dir.ts';
import { runningApi } from '../../local/running-servers.ts';
import { readSettings, SettingsError } from '../../platform/env.ts';
import type { ApiTarget } from './exchange.ts';

/**
 * The API that commands are for: that of TEMPOGRAPH_URL, else that of this environment, for which its own key is good, too.
 * Throws SettingsError.
 */
export function apiTarget(env: NodeJS.ProcessEnv): ApiTarget {
  const { TEMPOGRAPH_URL, TEMPOGRAPH_KEY, ADMIN_API_KEY } = env;
  const { url, key = null } = readSettings({ TEMPOGRAPH_URL, TEMPOGRAPH_KEY }).client;
  if (url !== undefined) return { url, key };
  const { adminKey = null } = readSettings({ ADMIN_API_KEY }).access;
  return { url: runningApi(dataDirOf(env)) ?? listening(env), key: key ?? adminKey };
}

/** What is listened on everywhere is reached here. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** The process of this environment, which need not be an API: it listens at PORT, or is the `npm start` that serves. Throws SettingsError. */
export const ownProcess = (env: NodeJS.ProcessEnv): string =>
  (env['PORT'] ? null : runningApi(dataDirOf(env))) ?? listening(env);

function listening({ HOST, PORT }: NodeJS.ProcessEnv): string {
  const { host, port } = readSettings({ HOST, PORT }).http;
  if (port === 0)
    throw new SettingsError('PORT: Set it to the port of the process that is asked, which is in its log: 0 says none.');
  const near = everywhere[host] ?? host;
  return `http://${near.includes(':') ? `[${near}]` : near}:${port}`;
}
