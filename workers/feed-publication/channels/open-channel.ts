import { BrandNotConnectedError } from '../../../src/errors.ts';
import type { Meta } from '../../../src/platform/meta/meta.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import type { ChannelTokens } from '../../../src/services/brands/tokens.ts';
import type { Ledger, Publication } from '../../../src/services/publications/ledger.ts';
import type { Channel } from './channel.ts';
import { createFacebook } from './facebook.ts';
import { createInstagram } from './instagram.ts';

export interface OpenChannel extends Channel {
  /** Which token it uses. */
  connection: string;
}

/** Makes what opens the channel of a post. That throws BrandNotConnectedError, also where the brand has another account by now. */
export const createOpenChannel =
  (meta: Meta, tokens: Pick<ChannelTokens, 'tokenOf'>, storage: Storage, ledger: Pick<Ledger, 'known'>) =>
  async ({ brand, channel, account }: Publication): Promise<OpenChannel> => {
    const { token, connection, account: connected } = await tokens.tokenOf(brand, channel);
    if (connected !== account) {
      throw new BrandNotConnectedError(
        `The brand's channel ${channel} is connected to another account than when this post was planned.`,
      );
    }
    const opened =
      channel === 'FACEBOOK'
        ? createFacebook(meta.page(token, account), storage)
        : createInstagram(meta.instagram(token, account), storage, ledger);
    return { ...opened, connection };
  };
