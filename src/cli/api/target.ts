import { dataDirOf } from '../../local/data-dir.ts';
import { runningApi } from '../../local/running-servers.ts';
import { readSettings } from '../../platform/env.ts';
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
  return { url: ownProcess(env), key: key ?? adminKey };
}

/** What is listened on everywhere is reached here. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Where the process of this environment listens: the `npm start` that serves, or that of the container. Throws SettingsError. */
export function ownProcess(env: NodeJS.ProcessEnv): string {
  const running = runningApi(dataDirOf(env));
  if (running !== null) return running;
  const { HOST, PORT } = env;
  const { host, port } = readSettings({ HOST, PORT }).http;
  const near = everywhere[host] ?? host;
  return `http://${near.includes(':') ? `[${near}]` : near}:${port}`;
}
