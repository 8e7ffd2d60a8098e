import { and, eq, sql } from 'drizzle-orm';
import { BrandNotConnectedError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { brands } from '../../platform/db/tables/brands.ts';
import { channels } from '../../platform/db/tables/channels.ts';
import type { Settings } from '../../platform/env.ts';
import type { ChannelKind } from './brand.ts';
import { createSeal, sealedFor } from './seal.ts';

/** What is published with. Secret: it belongs into no input, result, log or error. */
export interface ChannelToken {
  account: string;
  token: string;
  /** Which token it is, to say that it is not taken any more. */
  connection: string;
}

/** A word on a token that is not taken is for people: it is cut. */
const longestProblem = 500;

/** The tokens of channels: for workers, which publish, and for what asks Meta how a channel is. No service of the API hands one out. */
export function createChannelTokens(
  { ask }: Pick<Database, 'ask'>,
  { meta, credentialsKey }: Pick<Settings, 'meta' | 'credentialsKey'>,
) {
  const seal = credentialsKey === undefined ? null : createSeal(credentialsKey);
  return {
    /** Throws BrandNotConnectedError, which says what to do, also once the token was refused. */
    async tokenOf(brandId: string, kind: ChannelKind): Promise<ChannelToken> {
      const [found] = await ask((db) =>
        db
          .select({ key: brands.key, channel: channels })
          .from(brands)
          .innerJoin(channels, and(eq(channels.brand, brands.id), eq(channels.kind, kind)))
          .where(eq(brands.id, brandId)),
      );
      if (!found) throw new BrandNotConnectedError(`The brand has no channel ${kind}. Use connectChannel.`);
      const { key, channel } = found;
      const refuse = (why: string): never => {
        throw new BrandNotConnectedError(`The channel ${kind} of the brand ${key} ${why}`);
      };
      const { account, connection, tokenVariable: name, token: sealed, state, problem } = channel;
      if (state === 'RECONNECT') {
        return refuse(`has a token that is not taken any more: ${problem} Use connectChannel with a new one.`);
      }
      if (name !== null) {
        const token = Object.hasOwn(meta.tokens, name) ? meta.tokens[name]! : null;
        if (token === null)
          return refuse(`takes its token from ${name}, which is not set here. Set it for the API and for workers.`);
        return { account, token, connection };
      }
      if (!seal)
        return refuse('has a stored token, and CREDENTIALS_KEY is not set here. Set it for the API and for workers.');
      const token = sealed === null ? null : seal.open(sealed, sealedFor(brandId, kind));
      if (token === null) {
        return refuse('has a stored token that this CREDENTIALS_KEY does not open. Use connectChannel with a new one.');
      }
      return { account, token, connection };
    },

    /** Says that a token is not taken any more, and why, unless there is another one by now. */
    async refused(brandId: string, kind: ChannelKind, connection: string, problem: string): Promise<void> {
      const mine = and(eq(channels.brand, brandId), eq(channels.kind, kind), eq(channels.connection, connection));
      await ask((db) =>
        db
          .update(channels)
          .set({ state: 'RECONNECT', problem: problem.slice(0, longestProblem), changedAt: sql`now()` })
          .where(mine),
      );
    },
  };
}
export type ChannelTokens = ReturnType<typeof createChannelTokens>;
