import { ApplicationFailure } from '@temporalio/activity';
import { createMeta } from '../../../src/platform/meta/meta.ts';
import { createChannelTokens } from '../../../src/services/brands/tokens.ts';
import { createReservations } from '../../../src/services/photos/reservations.ts';
import { createLedger, type Publication } from '../../../src/services/publications/ledger.ts';
import type { Dependencies } from '../../kit/activity.ts';
import { createOpenChannel } from '../channels/open-channel.ts';
import { feedPublication } from '../contract.ts';

/** What the activities work with. Call it in each, as a worker without a database must say so to the run. */
export const createTools = ({ database, settings, storage }: Dependencies) => {
  const meta = createMeta(settings.meta);
  return () => {
    if (!database) {
      throw ApplicationFailure.nonRetryable(feedPublication.errors.DATABASE_NEEDED, 'DATABASE_NEEDED');
    }
    const tokens = createChannelTokens(database, settings);
    const ledger = createLedger(database);
    return {
      database,
      tokens,
      ledger,
      open: createOpenChannel(meta, tokens, storage, ledger),
      reservations: createReservations(database),
      async row(id: string): Promise<Publication> {
        const found = await ledger.get(id);
        if (!found) throw ApplicationFailure.nonRetryable('This publication is not in the ledger.', 'INTERNAL_ERROR');
        return found;
      },
    };
  };
};

export type Tools = ReturnType<ReturnType<typeof createTools>>;
