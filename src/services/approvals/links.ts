import * as z from 'zod';
import type { Revoked } from '../access/revoked.ts';
import type { Signer } from '../access/signer.ts';
import type { Approval } from './approval.ts';

const audience = 'decide';
/** Where there is no deadline. */
const longestDays = 7;

const claims = z.object({
  jti: z.string(),
  /** The actor who made it. */
  sub: z.string(),
  exp: z.number(),
  environment: z.string().optional(),
});

/** What a link stands for. */
export interface OpenedLink {
  /** Id of the approval. */
  approval: string;
  /** The actor who decides with it. */
  actor: string;
  expired: boolean;
}

/** Who makes a link. */
export interface LinkMaker {
  actor: string;
  /** When it may do nothing any more; null: never by itself. */
  expiresAt: Date | null;
}

/** Who made links that messages carry. */
export const messages: LinkMaker = { actor: 'messages', expiresAt: null };

interface LinkTools {
  signer: Signer;
  revoked: Revoked;
  /** Where people reach this API. */
  publicUrl: string | undefined;
}

/** Links with which whoever has one can decide, once: what was decided is not open any more. */
export function createLinks({ signer, revoked: { maker, isRevoked }, publicUrl }: LinkTools) {
  return {
    /** Null where nobody knows what this API is called outside, or nothing is to be decided any more. */
    async make({ id, state, deadline }: Approval, by: LinkMaker): Promise<{ url: string; expiresAt: Date } | null> {
      const week = Date.now() + longestDays * 24 * 3600 * 1000;
      const end = Math.min(deadline?.getTime() ?? Infinity, by.expiresAt?.getTime() ?? Infinity, week);
      if (publicUrl === undefined || state !== 'OPEN' || end <= Date.now()) return null;
      const expiresAt = new Date(Math.floor(end / 1000) * 1000);
      const token = await signer.sign(maker(by.actor), { subject: by.actor, id, expiresAt, audience });
      return { url: `${publicUrl.replace(/\/+$/, '')}/decide/${token}`, expiresAt };
    },

    /** Null for what is no link, or was taken back with the key it was made with. */
    async open(token: string): Promise<OpenedLink | null> {
      const { data } = claims.safeParse(await signer.verified(token, { audience, at: new Date(0) }));
      if (!data || (await isRevoked(data))) return null;
      return { approval: data.jti, actor: `link:${data.sub}`, expired: data.exp * 1000 <= Date.now() };
    },
  };
}
export type Links = ReturnType<typeof createLinks>;
