import * as z from 'zod';
import { AlreadyDecidedError, PublicationNotFoundError, PublicationNotOpenError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Temporal } from '../../platform/temporal.ts';
import type { Approval } from '../approvals/approval.ts';
import type { Approvals } from '../approvals/approvals.ts';
import { webAddress } from '../../../workers/kit/web-address.ts';
import { parseInput } from '../parse-input.ts';
import { describeHead } from '../runs/head.ts';
import { decodeRunId } from '../runs/run-id.ts';
import { approvalsAbout } from './approvals.ts';
import type { Ledger, PublicationState } from './ledger.ts';
import type { PublicationList } from './list.ts';
import type { Publication } from './publication.ts';

/** The choice of a question by which a run looks itself what became of a post. */
const lookAgain = 'CHECK_AGAIN';

const verdict = z.object({
  choice: z.enum(['IT_IS_LIVE', 'DROP_IT']),
  permalink: webAddress.nullish(),
});
export type Verdict = z.input<typeof verdict>;

interface VerdictsTools {
  temporal: Temporal;
  database: Pick<Database, 'ask'>;
  approvals: Pick<Approvals, 'decide'>;
  list: Pick<PublicationList, 'get'>;
  ledger: Ledger;
}

/** What people do about posts of which nobody knows whether they are public. */
export function createVerdicts({ temporal, database, approvals, list, ledger }: VerdictsTools) {
  const known = async (id: string): Promise<Publication> => {
    const publication = await list.get(id);
    if (!publication) throw new PublicationNotFoundError();
    return publication;
  };
  const unconfirmed = async (id: string): Promise<Publication> => {
    const publication = await known(id);
    if (publication.state !== 'UNCONFIRMED') throw new PublicationNotOpenError(id, reasons[publication.state]);
    return publication;
  };
  /** The one that can be answered so that the run looks again; null when the last one cannot. */
  const questionOf = async (id: string) => {
    const question = (await approvalsAbout(database, [id])).get(id);
    return question?.choices.includes(lookAgain) ? question : null;
  };
  /** Null when somebody was quicker. */
  const decideLook = async (approval: string, by: string): Promise<Approval | null> => {
    try {
      return await approvals.decide(approval, { choice: lookAgain, by });
    } catch (error) {
      if (error instanceof AlreadyDecidedError) return null;
      throw error;
    }
  };
  const hasEnded = async ({ run }: Publication) => {
    const info = (await describeHead(temporal, decodeRunId(run)!))?.workflowExecutionInfo;
    return !info || info.closeTime != null;
  };

  return {
    /**
     * Has the run ask its channel again, by the answer to the question that it has open; once is enough, however often it is said.
     * Throws PublicationNotFoundError, or PublicationNotOpenError.
     */
    async reconcile(id: string, by: string): Promise<Publication> {
      const publication = await unconfirmed(id);
      const question = await questionOf(id);
      if (question?.state === 'OPEN') {
        const decided = await decideLook(question.id, by);
        if (decided?.delivery === 'UNDELIVERABLE') throw new PublicationNotOpenError(id, orphaned);
        if (decided) return known(id);
      }
      if (await hasEnded(publication)) throw new PublicationNotOpenError(id, orphaned);
      const last = await questionOf(id);
      if (last?.choice != null && last.choice !== lookAgain) {
        throw new PublicationNotOpenError(id, `${last.choice} was decided, and is being done.`);
      }
      return known(id); // its run is looking just now
    },

    /**
     * Settles what the run cannot any more, as it has ended. Throws InvalidInputError, PublicationNotFoundError, or
     * PublicationNotOpenError.
     */
    async settle(id: string, asked: Verdict, by: string): Promise<Publication> {
      const { choice, permalink = null } = parseInput(verdict, asked);
      const publication = await unconfirmed(id);
      if (!(await hasEnded(publication))) throw new PublicationNotOpenError(id, asksItself);
      const seen = (await ledger.get(id))!;
      if (seen.state !== 'UNCONFIRMED') return unconfirmed(id); // settled meanwhile: that is said
      const row =
        choice === 'IT_IS_LIVE'
          ? await ledger.live(seen, { postId: null, permalink }, by)
          : await ledger.dropped(seen, by);
      return row ? known(id) : unconfirmed(id);
    },
  };
}

const underWay = 'Its run is still publishing it. Wait; if its run was ended, this is noticed within some minutes.';
const reasons: Record<Exclude<PublicationState, 'UNCONFIRMED'>, string> = {
  PLANNED: underWay,
  ARMED: underWay,
  SENT: underWay,
  LIVE: 'It is public, which is known: there is nothing to do.',
  FAILED: 'It is not public and will not be, which is known. To post it, start another run.',
};
const orphaned =
  'Its run has ended, so nobody asks the channel any more. Look at the account, then use settlePublication.';
const asksItself = 'Its run goes on: answer what it asks with decide, or have it look again with reconcilePublication.';
