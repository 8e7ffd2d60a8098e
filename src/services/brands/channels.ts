import { and, eq, sql } from 'drizzle-orm';
import * as z from 'zod';
import { BrandNotConnectedError, type InputIssue } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { channels } from '../../platform/db/tables/channels.ts';
import { metaToken, type Settings } from '../../platform/env.ts';
import { parseInput } from '../parse-input.ts';
import type { Brand, ChannelKind } from './brand.ts';
import type { Brands } from './brands.ts';
import { createSeal, sealedFor } from './seal.ts';

const request = z.object({
  kind: z.enum(['FACEBOOK', 'INSTAGRAM']),
  account: z
    .string()
    .trim()
    .regex(/^\d{1,30}$/, 'Must be the id that Meta gives it, which is a number such as 17841400000000000.'),
  // What is wrong with a token is said without a word of it.
  token: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{20,2000}$/, 'Must be a token as Meta gives it: 20 to 2,000 characters without spaces.')
    .nullish(),
  tokenVariable: z.string().trim().max(200).nullish(),
});
export type ChannelRequest = z.input<typeof request>;

/** Connects brands with the places they publish at. Tokens go in here, and never come out. */
export function createChannels(
  { ask }: Pick<Database, 'ask'>,
  brands: Pick<Brands, 'known'>,
  { meta, credentialsKey }: Pick<Settings, 'meta' | 'credentialsKey'>,
) {
  const seal = credentialsKey === undefined ? null : createSeal(credentialsKey);

  const issuesOf = ({ token, tokenVariable: name }: ChannelRequest): InputIssue[] => {
    if ((token == null) === (name == null)) {
      return [{ path: ['token'], message: 'Give either the token, or the name of the variable that holds it.' }];
    }
    if (name != null && !name.trim().startsWith(metaToken)) {
      return [{ path: ['tokenVariable'], message: `Must begin with ${metaToken}: only such variables hold tokens.` }];
    }
    if (name != null && !Object.hasOwn(meta.tokens, name.trim())) {
      const message = 'There is no such variable here. Set it for the API and for workers, and start them again.';
      return [{ path: ['tokenVariable'], message }];
    }
    if (token != null && !seal) {
      const message = `No token can be stored, as CREDENTIALS_KEY is not set. Set it for the API and for workers, or put the token into a variable ${metaToken}... and give its name as tokenVariable.`;
      return [{ path: ['token'], message }];
    }
    return [];
  };

  return {
    /** Connects a brand, or gives the channel it has another account or token. Throws BrandNotFoundError, or InvalidInputError. */
    async connect(key: string, asked: ChannelRequest): Promise<Brand> {
      const { kind, account, token, tokenVariable } = parseInput(request, asked, issuesOf(asked));
      const { id: brand } = await brands.known(key);
      const values = {
        account,
        tokenVariable: tokenVariable ?? null,
        token: token == null ? null : seal!.seal(token, sealedFor(brand, kind)),
        state: 'OK' as const,
        problem: null,
        connection: sql`gen_random_uuid()`,
        changedAt: sql`now()`,
      };
      await ask((db) =>
        db
          .insert(channels)
          .values({ brand, kind, ...values })
          .onConflictDoUpdate({ target: [channels.brand, channels.kind], set: values }),
      );
      return brands.known(key);
    },

    /** Forgets a channel and its token. Throws BrandNotFoundError, or BrandNotConnectedError. */
    async disconnect(key: string, kind: ChannelKind): Promise<Brand> {
      const { id } = await brands.known(key);
      const which = and(eq(channels.brand, id), eq(channels.kind, kind));
      const [gone] = await ask((db) => db.delete(channels).where(which).returning({ kind: channels.kind }));
      if (!gone) throw new BrandNotConnectedError(`The brand ${key} has no channel ${kind}: there is nothing to do.`);
      return brands.known(key);
    },
  };
}
export type Channels = ReturnType<typeof createChannels>;
