import { gt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { apiKeys } from '../../platform/db/tables/api-keys.ts';
import { revokedTokens } from '../../platform/db/tables/revoked-tokens.ts';

/** Seconds: longer than it takes from knowing a caller to having their stream. */
const overlap = 600;

/**
 * Makes what says whose key or token was revoked lately, by the database's clock: since it was last told, however long the
 * database was away meanwhile. One question serves all open streams.
 */
export function createRevocations({ ask }: Database) {
  let told = performance.now();
  return async (): Promise<Set<string>> => {
    const asked = performance.now();
    const since = sql`now() - make_interval(secs => ${overlap + (asked - told) / 1000})`;
    const [keys, tokens] = await Promise.all([
      ask((db) => db.select({ id: apiKeys.id }).from(apiKeys).where(gt(apiKeys.revokedAt, since))),
      ask((db) => db.select({ id: revokedTokens.id }).from(revokedTokens).where(gt(revokedTokens.revokedAt, since))),
    ]);
    told = asked;
    return new Set([...keys.map(({ id }) => `key:${id}`), ...tokens.map(({ id }) => `token:${id}`)]);
  };
}
