import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { apiKeys } from '../../platform/db/tables/api-keys.ts';
import { revokedTokens } from '../../platform/db/tables/revoked-tokens.ts';
import { isNamed } from '../uuid.ts';
import { anyone, environmentAdmin } from './caller.ts';
import { secretId } from './signer.ts';

/** What was signed: its id, the actor who made it, and which `ADMIN_API_KEY` that was, if it was that one. */
interface Made {
  jti: string;
  sub: string;
  environment?: string;
}

/**
 * Makes what says whether something that was signed holds no more: it was taken back itself, or the key it was made with;
 * what was made while no key was asked for ends with the first key. `adminKey` is `ADMIN_API_KEY`.
 */
export function createRevoked(database: Pick<Database, 'ask'>, adminKey: string | undefined) {
  const environment = adminKey === undefined ? undefined : secretId(adminKey);
  return {
    /** What has to be signed with it. */
    maker: (actor: string) => (actor === environmentAdmin.actor && environment ? { environment } : {}),

    async isRevoked({ jti, sub, environment: maker }: Made): Promise<boolean> {
      if (sub === environmentAdmin.actor && maker !== environment) return true;
      if (sub === anyone.actor && environment !== undefined) return true;
      const [key] = /^key:(.*)$/.exec(sub)?.slice(1) ?? [];
      const { rows } = await database.ask((db) =>
        db.execute<{ revoked: boolean }>(sql`
          SELECT EXISTS (SELECT 1 FROM ${revokedTokens} WHERE ${revokedTokens.id} = ${jti}) OR EXISTS (
            SELECT 1 FROM ${apiKeys} WHERE ${isNamed(apiKeys.id, key ?? '')} AND ${apiKeys.revokedAt} IS NOT NULL
          ) OR (
            ${sub} = ${anyone.actor} AND EXISTS (SELECT 1 FROM ${apiKeys} WHERE ${apiKeys.revokedAt} IS NULL)
          ) AS revoked`),
      );
      return rows[0]!.revoked;
    },
  };
}
export type Revoked = ReturnType<typeof createRevoked>;
