import { ApplicationFailure } from '@temporalio/activity';
import type { Publication } from '../../../src/services/publications/ledger.ts';
import type { ActivityHandlers } from '../../kit/activity.ts';
import type { feedPublication } from '../contract.ts';
import { publishPost } from '../publish-post.ts';
import { reconcilePost } from '../reconcile-post.ts';
import { createOutcome } from './outcome.ts';
import { isRefusal, refuse, stopChannel, waitAfter } from './refusal.ts';
import type { Tools } from './tools.ts';

type Handlers = Pick<
  ActivityHandlers<typeof feedPublication>,
  'stage' | 'publish' | 'reconcile' | 'giveUp' | 'settle' | 'drop' | 'outcome'
>;

/** The effects of publishing: on the ledger, and on what people see. */
export const createPublishing = (tools: () => Tools): Handlers => {
  const reconcile = (row: Publication, signal: AbortSignal) => {
    const { ledger, open, tokens } = tools();
    return reconcilePost(row, {
      ledger,
      open,
      signal,
      stop: (connection, error) => stopChannel(tokens, row, connection, error),
    });
  };

  return {
    outcome: createOutcome(tools),

    async stage({ id }, { signal, report }) {
      const { ledger, open, row: rowOf } = tools();
      const row = await rowOf(id);
      if (row.state !== 'PLANNED') return { state: seenAs(row) };
      // What nobody knew the end of is looked for once more before it is sent again, whoever wants it to be.
      if (row.doubtedAt !== null && (await reconcile(row, signal)).row?.state === 'LIVE') return { state: 'LIVE' };
      let connection: string | null = null;
      try {
        const channel = await open(row);
        ({ connection } = channel);
        report({ message: `${row.channel}: waiting until the photo can be published` });
        await channel.stage(row, {
          signal,
          async keep(preparedId) {
            if (await ledger.prepared(row, preparedId)) return;
            throw new Error('The post was planned anew while this was made for what it was before.');
          },
        });
        return { state: 'PLANNED' };
      } catch (error) {
        if (signal.aborted || !isRefusal(error)) throw error;
        const wait = waitAfter(error);
        if (wait !== null) {
          const { message } = error;
          throw ApplicationFailure.create({ type: 'CHANNEL_BUSY', message, nextRetryDelay: wait || undefined });
        }
        return { state: seenAs(await refuse(tools(), row, connection, error)) };
      }
    },

    async publish({ id }, { signal, log }) {
      const { ledger, open, row: rowOf } = tools();
      const row = await rowOf(id);
      if (row.state !== 'PLANNED' || row.preparedId === null) return { state: seenAs(row), waitMs: 0 };
      let channel;
      try {
        channel = await open(row);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return { state: seenAs(await refuse(tools(), row, null, error)), waitMs: 0 };
      }
      signal.throwIfAborted(); // nothing is claimed yet
      const { connection } = channel;
      const { row: now, waitMs } = await publishPost(row, {
        ledger,
        channel,
        log,
        refused: (claim, error) => refuse(tools(), claim, connection, error),
      });
      return { state: seenAs(now), waitMs };
    },

    async reconcile({ id }, { signal }) {
      const { row, againInMs } = await reconcile(await tools().row(id), signal);
      return { state: seenAs(row), againInMs };
    },

    async giveUp({ id }) {
      const { ledger, row } = tools();
      const message = 'The channel does not say whether it is public.';
      await ledger.unconfirmed(await row(id), { failure: 'UNKNOWN', message });
      const now = await row(id);
      const { attempts, caption, account, sentAt, createdAt, message: why } = now;
      const since = (sentAt ?? createdAt).toISOString();
      return { state: seenAs(now), attempts, caption, account, since, why: why ?? message };
    },

    async settle({ id, attempts, choice, permalink, by }) {
      const { ledger, row } = tools();
      const now = await row(id);
      // What was said of one attempt is not said of another.
      if (now.state !== 'UNCONFIRMED' || now.attempts !== attempts) return { state: seenAs(now) };
      if (choice === 'IT_IS_LIVE') await ledger.live(now, { postId: null, permalink }, by);
      else if (choice === 'POST_IT') await ledger.sendAgain(now, { keepPrepared: true });
      else await ledger.dropped(now, by);
      return { state: seenAs(await row(id)) };
    },

    async drop({ id, why }) {
      const { ledger, row } = tools();
      const now = await row(id);
      if (now.state !== 'PLANNED') return { state: seenAs(now) };
      await ledger.failed(now, { failure: now.failure ?? 'NOT_TAKEN', message: `${why} ${now.message ?? ''}`.trim() });
      return { state: seenAs(await row(id)) };
    },
  };
};

/** What a workflow is told: one that is claimed may be sent at any moment. */
const seenAs = (row: Publication | null) => (!row || row.state === 'ARMED' ? 'SENT' : row.state);
