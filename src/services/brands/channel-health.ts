import { BrandNotConnectedError } from '../../errors.ts';
import type { CheckedAccount } from '../../platform/meta/check-account.ts';
import type { Meta } from '../../platform/meta/meta.ts';
import { MetaError } from '../../platform/meta/meta-error.ts';
import { createRecent } from '../recent.ts';
import type { Brand, Channel, ChannelKind } from './brand.ts';
import type { ChannelTokens } from './tokens.ts';

/** Whoever looks at a brand waits no longer for Meta, and asks it no more often. */
const deadlineMs = 5000;
const rememberedMs = 30_000;

/** What publishing takes: developers.facebook.com/docs/permissions. */
const needed: Record<ChannelKind, readonly string[]> = {
  FACEBOOK: ['pages_show_list', 'pages_read_engagement', 'pages_manage_posts'],
  INSTAGRAM: ['instagram_basic', 'instagram_content_publish', 'pages_read_engagement'],
};

/** What Meta says of a channel and its token just now. The token itself is not in it. */
export interface ChannelHealth {
  channel: Channel;
  /** What the page or account is called; null when Meta did not say. */
  name: string | null;
  /** Null: Meta could not be asked. */
  tokenValid: boolean | null;
  /** Null where Meta does not tell it to this token. */
  token: Pick<NonNullable<CheckedAccount['token']>, 'expiresAt' | 'dataAccessExpiresAt'> | null;
  missingPermissions: string[];
  /** Posts of 24 hours; null where there is no such limit, or it could not be read. */
  quota: { used: number; total: number } | null;
  /** What somebody has to see to, in a sentence; null: nothing. */
  problem: string | null;
  checkedAt: Date;
}

type Told = Omit<ChannelHealth, 'channel' | 'checkedAt'>;
const nothing: Told = {
  name: null,
  tokenValid: null,
  token: null,
  missingPermissions: [],
  quota: null,
  problem: null,
};

/** Makes what asks Meta whether the channels of a brand can be published at. A Meta that cannot be asked is a problem, not an error. */
export function createChannelHealth(meta: Meta, { tokenOf }: Pick<ChannelTokens, 'tokenOf'>) {
  const recent = createRecent(rememberedMs);

  async function look(kind: ChannelKind, account: string, token: string): Promise<Told> {
    const options = { deadlineMs };
    const limit =
      kind === 'INSTAGRAM' ? meta.instagram(token, account).publishingLimit(options) : Promise.resolve(null);
    const [checked, counted] = await Promise.allSettled([
      kind === 'INSTAGRAM' ? meta.instagram(token, account).check(options) : meta.page(token, account).check(options),
      limit,
    ]);
    if (checked.status === 'rejected') return refused(checked.reason);
    const { name, token: told } = checked.value;
    const missingPermissions = told ? needed[kind].filter((one) => !told.permissions.includes(one)) : [];
    const quota = counted.status === 'fulfilled' ? counted.value : null;
    return {
      name,
      tokenValid: true,
      token: told && { expiresAt: told.expiresAt, dataAccessExpiresAt: told.dataAccessExpiresAt },
      missingPermissions,
      quota: quota && { used: quota.used, total: quota.total },
      problem: problemOf(missingPermissions, quota) ?? (counted.status === 'rejected' ? wordsOf(counted.reason) : null),
    };
  }

  async function healthOf({ id }: Pick<Brand, 'id'>, channel: Channel): Promise<ChannelHealth> {
    try {
      const { account, token, connection } = await tokenOf(id, channel.kind);
      const told = await recent.ask(connection, async () => ({
        ...(await look(channel.kind, account, token)),
        checkedAt: new Date(),
      }));
      return { channel, ...told };
    } catch (error) {
      if (!(error instanceof BrandNotConnectedError)) throw error;
      const tokenValid = channel.state === 'RECONNECT' ? false : null;
      return { ...nothing, channel, tokenValid, problem: error.message, checkedAt: new Date() };
    }
  }

  /** Of all that a brand has. */
  return (brand: Pick<Brand, 'id' | 'channels'>): Promise<ChannelHealth[]> =>
    Promise.all(brand.channels.map((channel) => healthOf(brand, channel)));
}
export type ChannelsHealth = ReturnType<typeof createChannelHealth>;

function problemOf(missing: readonly string[], quota: ChannelHealth['quota']): string | null {
  if (missing.length > 0) {
    return `The token lacks ${missing.join(', ')}. Connect the account again with all permissions, and use connectChannel.`;
  }
  if (quota && quota.used >= quota.total) return `It has published ${quota.used} posts in 24 hours, and may not more.`;
  return null;
}

/** A token that is not taken is known as such; of any other failure it is not known whose it is. */
function refused(error: unknown): Told {
  const kind = error instanceof MetaError ? error.kind : null;
  const tokenValid = kind === 'TOKEN' ? false : kind === 'PERMISSION' ? true : null;
  return { ...nothing, tokenValid, problem: wordsOf(error) };
}

function wordsOf(error: unknown): string {
  if (error instanceof MetaError) return error.message;
  throw error;
}
