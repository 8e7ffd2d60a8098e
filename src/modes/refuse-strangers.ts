import { SettingsError, type Settings } from '../platform/env.ts';
import type { Log } from '../platform/log.ts';
import { isLocal, isLoopback } from '../platform/loopback.ts';
import type { Keys } from '../services/access/keys.ts';

/**
 * Without any key an API on loopback lets in everyone on this machine, and says so. One that other machines could reach
 * is not started: throws SettingsError, which says how to make a key.
 */
export async function refuseStrangers({ http, access }: Settings, keys: Keys, log: Log): Promise<void> {
  const { host } = http;
  if (access.adminKey !== undefined || (await keys.any())) return;
  if (isLocal(http)) {
    log.warn({ host }, 'there are no API keys yet: whoever reaches this port on this machine may do anything');
    return;
  }
  const way = isLoopback(host)
    ? 'TRUST_PROXY: Other machines can reach this one through its proxy'
    : `HOST: Other machines can reach ${host}`;
  throw new SettingsError(
    `${way}, and there is no key yet that could be asked for. Make one with ` +
      '`npx tempograph keys create --name admin --role admin` (it uses DATABASE_URL, or the database of an `npm start` ' +
      'that serves on 127.0.0.1), or set ADMIN_API_KEY to a secret of 32 characters or more: `openssl rand -hex 32`.',
  );
}
