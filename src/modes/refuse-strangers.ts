import { SettingsError, type Settings } from '../platform/env.ts';
import type { Log } from '../platform/log.ts';
import { isLoopback } from '../platform/loopback.ts';
import type { Keys } from '../services/access/keys.ts';

/**
 * Without any key an API on loopback lets in everyone on this machine, and says so. One that other machines could reach
 * is not started: throws SettingsError, which says how to make a key.
 */
export async function refuseStrangers({ http: { host }, access }: Settings, keys: Keys, log: Log): Promise<void> {
  if (access.adminKey !== undefined || (await keys.any())) return;
  if (isLoopback(host)) {
    log.warn({ host }, 'there are no API keys yet: whoever reaches this port on this machine may do anything');
    return;
  }
  throw new SettingsError(
    `HOST: Other machines can reach ${host}, and there is no key yet that could be asked for. Make one with ` +
      '`npx tempograph keys create --name admin --role admin` (it uses DATABASE_URL, or the database of an `npm start` ' +
      'that serves on 127.0.0.1), or set ADMIN_API_KEY to a secret of 32 characters or more: `openssl rand -hex 32`.',
  );
}
