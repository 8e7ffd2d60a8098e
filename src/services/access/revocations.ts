import { gt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { apiKeys } from '../../platform/db/tables/api-keys.ts';
import { revokedTokens } from '../../platform/db/tables/revoked-tokens.ts';

/** Revocations this recent are told: longer than any pause between two questions, as a database may be away for a while. */
const recentMinutes = 10;

/** The actors whose key or token was revoked lately, by the database's clock. One question serves all open streams. */
export async function recentlyRevoked({ ask }: Database): Promise<Set<string>> {
  const since = sql`now() - make_interval(mins => ${recentMinutes})`;
  const [keys, tokens] = await Promise.all([
    ask((db) => db.select({ id: apiKeys.id }).from(apiKeys).where(gt(apiKeys.revokedAt, since))),
    ask((db) => db.select({ id: revokedTokens.id }).from(revokedTokens).where(gt(revokedTokens.revokedAt, since))),
  ]);
  return new Set([...keys.map(({ id }) => `key:${id}`), ...tokens.map(({ id }) => `token:${id}`)]);
}
