import { randomUUID } from 'node:crypto';
import { lt, sql } from 'drizzle-orm';
import * as z from 'zod';
import { InvalidInputError, type InputIssue } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { revokedTokens } from '../../platform/db/tables/revoked-tokens.ts';
import { parseInput } from '../parse-input.ts';
import { decodeRunId } from '../runs/run-id.ts';
import { may, type Access } from './access.ts';
import type { Caller } from './caller.ts';
import { createRevoked } from './revoked.ts';
import { createSigner } from './signer.ts';

/** What a browser may be given. */
export const tokenPermissions = ['WATCH', 'CANCEL', 'DECIDE'] as const;

const seconds = { least: 10, usual: 3600, most: 7 * 24 * 3600 };
const mostNamed = 50;
/** A token travels in a header; many proxies take none above 8 KB. */
const longestToken = 7500;

const claims = z.object({
  jti: z.string(),
  exp: z.number(),
  /** The actor that made it. */
  sub: z.string(),
  /** Names the `ADMIN_API_KEY` it was made with. */
  environment: z.string().optional(),
  permissions: z.array(z.enum(tokenPermissions)),
  runs: z.array(z.string()).nullable(),
  workflows: z.array(z.string()).nullable(),
});

const request = z.object({
  permissions: z.array(z.enum(tokenPermissions)).min(1).default(['WATCH']),
  runs: z.array(z.string().min(1).max(2000)).min(1).max(mostNamed).nullish(),
  workflows: z.array(z.string().min(1).max(255)).min(1).max(mostNamed).nullish(),
  expiresIn: z.int().min(seconds.least).max(seconds.most).default(seconds.usual),
});
export type TokenRequest = z.input<typeof request>;

export interface AccessToken {
  id: string;
  token: string;
  expiresAt: Date;
}

/**
 * Signed tokens that a site's backend hands to its visitors. The first secret signs, all of them verify, so that a new
 * one can be put before the old one; `database` remembers which were revoked. `adminKey` is `ADMIN_API_KEY`.
 */
export function createTokens(secrets: readonly string[], database: Database, adminKey?: string) {
  const signer = createSigner(secrets);
  const { maker, isRevoked } = createRevoked(database, adminKey);
  const verified = async (token: string, at?: Date) =>
    claims.safeParse(await signer.verified(token, { at })).data ?? null;

  return {
    /** Nobody can give more than they have, nor for longer. Throws InvalidInputError. */
    async create(asked: TokenRequest, by: Caller): Promise<AccessToken> {
      const parsed = parseInput(request, asked, tooMuch(asked, by.access));
      const { permissions, runs = null, workflows, expiresIn } = parsed;
      const id = randomUUID();
      const end = Math.min(Date.now() + expiresIn * 1000, by.expiresAt?.getTime() ?? Infinity);
      const expiresAt = new Date(Math.floor(end / 1000) * 1000);
      const token = await signer.sign(
        { permissions, runs, workflows: workflows ?? by.access.workflows, ...maker(by.actor) },
        { subject: by.actor, id, expiresAt },
      );
      if (token.length > longestToken) {
        const message = `They make a token of ${token.length} characters, where ${longestToken} travel everywhere: name fewer.`;
        throw new InvalidInputError([{ path: [runs ? 'runs' : 'workflows'], message }]);
      }
      return { id, token, expiresAt };
    },

    /**
     * Also a token of which nothing is known is remembered, as nothing is known of tokens before they are revoked. Throws
     * InvalidInputError for what is no token's id, such as a token itself: nothing would have been revoked.
     */
    async revoke(id: string): Promise<void> {
      parseInput(z.object({ id: z.uuid('This is not the id of an access token, which looks like AccessToken:….') }), {
        id,
      });
      const expiresAt = new Date(Date.now() + seconds.most * 1000);
      await database.ask((db) => db.insert(revokedTokens).values({ id, expiresAt }).onConflictDoNothing());
      await database.ask((db) => db.delete(revokedTokens).where(lt(revokedTokens.expiresAt, sql`now()`)));
    },

    /** Whose token it is; null when it is none, has expired, or was revoked. */
    async caller(token: string): Promise<Caller | null> {
      const claimed = await verified(token);
      if (!claimed || (await isRevoked(claimed))) return null;
      const { jti, exp, sub, permissions, runs, workflows } = claimed;
      const access = { permissions, runs, workflows };
      return { actor: `token:${jti}`, grantedBy: sub, access, expiresAt: new Date(exp * 1000) };
    },

    /** Whose token it was, of one that has ended. */
    async formerActor(token: string): Promise<string | null> {
      const claimed = await verified(token, new Date(0));
      return claimed && `token:${claimed.jti}`;
    },
  };
}
export type Tokens = ReturnType<typeof createTokens>;

/** What `by` cannot give. */
function tooMuch({ runs, workflows, permissions }: TokenRequest, by: Access): InputIssue[] {
  const issues: InputIssue[] = [];
  if (!runs && !workflows) issues.push({ path: ['runs'], message: 'Say which runs or which workflows it is for.' });
  (runs ?? []).forEach((id, index) => {
    if (!decodeRunId(id)) issues.push({ path: ['runs', String(index)], message: 'This is not the id of a run.' });
  });
  for (const permission of permissions ?? []) {
    if (!may(by, permission)) issues.push({ path: ['permissions'], message: `You may not ${permission} yourself.` });
  }
  for (const workflow of workflows ?? []) {
    if (by.workflows?.includes(workflow) === false) {
      issues.push({ path: ['workflows'], message: `Your key is not for ${workflow}.` });
    }
  }
  return issues;
}
