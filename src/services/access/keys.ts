import { createHash, randomBytes } from 'node:crypto';
import { and, desc, eq, isNull, or, sql } from 'drizzle-orm';
import * as z from 'zod';
import { KeyNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { apiKeys } from '../../platform/db/tables/api-keys.ts';
import { parseInput } from '../parse-input.ts';
import { isNamed } from '../uuid.ts';
import { accessOf, roles, type Role } from './access.ts';
import type { Caller } from './caller.ts';

/** Tells a key from a token, and lets scanners of repositories find one. */
const prefix = 'tgk_';
/** 256 bits: nobody guesses, so a fast hash keeps them safe. */
const secretBytes = 32;
/** Milliseconds; the time of the last use is not worth more writes. */
const usedEveryMs = 60_000;
const mostListed = 1000;

/** What is known of a key; never the key. */
export interface ApiKey {
  id: string;
  name: string;
  role: Role;
  workflows: string[] | null;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** Names are shown in terminals. */
const plain = z.string().regex(/^[^\p{Cc}]*$/u, 'Must not have control characters.');
const request = z.object({
  name: plain.trim().min(1).max(100),
  role: z.enum(roles),
  workflows: z.array(plain.min(1).max(255)).min(1).max(100).nullish(),
  expiresAt: z.date().nullish(),
});
export type ApiKeyRequest = z.input<typeof request>;

/** Keys for servers. Each is told once, when it is made; only its hash is stored. */
export function createKeys({ ask }: Database) {
  const shown = {
    id: apiKeys.id,
    name: apiKeys.name,
    role: apiKeys.role,
    workflows: apiKeys.workflows,
    createdAt: apiKeys.createdAt,
    expiresAt: apiKeys.expiresAt,
    lastUsedAt: apiKeys.lastUsedAt,
    revokedAt: apiKeys.revokedAt,
  };
  const usable = and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), sql`${apiKeys.expiresAt} > now()`));

  return {
    /** Throws InvalidInputError. */
    async create(asked: ApiKeyRequest): Promise<{ key: ApiKey; secret: string }> {
      const late = asked.expiresAt != null && asked.expiresAt <= new Date();
      const values = parseInput(
        request,
        asked,
        late ? [{ path: ['expiresAt'], message: 'Must be in the future.' }] : [],
      );
      const secret = prefix + randomBytes(secretBytes).toString('base64url');
      const [key] = await ask((db) =>
        db
          .insert(apiKeys)
          .values({ ...values, hash: hashOf(secret) })
          .returning(shown),
      );
      return { key: key!, secret };
    },

    /** Newest first, those included that were revoked. */
    list: (): Promise<ApiKey[]> =>
      ask((db) => db.select(shown).from(apiKeys).orderBy(desc(apiKeys.createdAt)).limit(mostListed)),

    /** Once revoked it stays so. Throws KeyNotFoundError. */
    async revoke(id: string): Promise<ApiKey> {
      const revokedAt = sql`coalesce(${apiKeys.revokedAt}, now())`;
      const [key] = await ask((db) =>
        db.update(apiKeys).set({ revokedAt }).where(isNamed(apiKeys.id, id)).returning(shown),
      );
      if (!key) throw new KeyNotFoundError();
      return key;
    },

    /** Whether there is a key that was not revoked. One that has expired counts: time alone opens no server. */
    async any(): Promise<boolean> {
      const kept = isNull(apiKeys.revokedAt);
      return (await ask((db) => db.select({ id: apiKeys.id }).from(apiKeys).where(kept).limit(1))).length > 0;
    },

    /** Whose key it is; null when it is none, or may not be used any more. */
    async caller(secret: string): Promise<Caller | null> {
      const itself = eq(apiKeys.hash, hashOf(secret));
      const [key] = await ask((db) => db.select(shown).from(apiKeys).where(and(itself, usable)));
      if (!key) return null;
      await touch(key);
      return {
        actor: actorOf(key),
        grantedBy: null,
        access: accessOf(key.role, key.workflows),
        expiresAt: key.expiresAt,
      };
    },

    /** Whose key it was, of one that may not be used any more. */
    async formerActor(secret: string): Promise<string | null> {
      const itself = eq(apiKeys.hash, hashOf(secret));
      const [key] = await ask((db) => db.select({ id: apiKeys.id }).from(apiKeys).where(itself));
      return key ? actorOf(key) : null;
    },
  };

  async function touch({ id, lastUsedAt }: ApiKey) {
    if (lastUsedAt && Date.now() - lastUsedAt.getTime() < usedEveryMs) return;
    await ask((db) =>
      db
        .update(apiKeys)
        .set({ lastUsedAt: sql`now()` })
        .where(eq(apiKeys.id, id)),
    );
  }
}
export type Keys = ReturnType<typeof createKeys>;

export const isKey = (secret: string) => secret.startsWith(prefix);

const actorOf = ({ id }: Pick<ApiKey, 'id'>) => `key:${id}`;

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');
