import { createHash, randomBytes } from 'node:crypto';
import { and, desc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import * as z from 'zod';
import { KeyNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { apiKeys } from '../../platform/db/tables/api-keys.ts';
import { parseInput } from '../parse-input.ts';
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
export function createKeys({ db }: Database) {
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
      const [key] = await db
        .insert(apiKeys)
        .values({ ...values, hash: hashOf(secret) })
        .returning(shown);
      return { key: key!, secret };
    },

    /** Newest first, those included that were revoked. */
    list: (): Promise<ApiKey[]> => db.select(shown).from(apiKeys).orderBy(desc(apiKeys.createdAt)).limit(mostListed),

    /** Once revoked it stays so. Throws KeyNotFoundError. */
    async revoke(id: string): Promise<ApiKey> {
      const [key] = await db
        .update(apiKeys)
        .set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, now())` })
        .where(sql`${apiKeys.id}::text = ${id}`) // as text: whatever is no UUID is no key
        .returning(shown);
      if (!key) throw new KeyNotFoundError(id);
      return key;
    },

    /** Whether any key could be used now. */
    async any(): Promise<boolean> {
      return (await db.select({ id: apiKeys.id }).from(apiKeys).where(usable).limit(1)).length > 0;
    },

    /** Whose key it is; null when it is none, or may not be used any more. */
    async caller(secret: string): Promise<Caller | null> {
      if (!isKey(secret)) return null;
      const [key] = await db
        .select(shown)
        .from(apiKeys)
        .where(and(eq(apiKeys.hash, hashOf(secret)), usable));
      if (!key) return null;
      await touch(key);
      return {
        actor: `key:${key.id}`,
        grantedBy: null,
        access: accessOf(key.role, key.workflows),
        expiresAt: key.expiresAt,
      };
    },
  };

  async function touch({ id }: ApiKey) {
    const before = new Date(Date.now() - usedEveryMs);
    const stale = or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, before));
    await db
      .update(apiKeys)
      .set({ lastUsedAt: sql`now()` })
      .where(and(eq(apiKeys.id, id), stale));
  }
}
export type Keys = ReturnType<typeof createKeys>;

export const isKey = (secret: string) => secret.startsWith(prefix);

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');
