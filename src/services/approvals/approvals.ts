import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { AlreadyDecidedError, ApprovalNotFoundError, InvalidInputError, type InputIssue } from '../../errors.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Settings } from '../../platform/env.ts';
import type { Log } from '../../platform/log.ts';
import type { Storage } from '../../platform/storage.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { webhookOf } from '../../platform/webhook.ts';
import type { Revoked } from '../access/revoked.ts';
import type { Signer } from '../access/signer.ts';
import { toApproval, type Approval } from './approval.ts';
import { createArbiter } from './arbiter.ts';
import { capIssues } from './cap-issues.ts';
import { createApprovalChanges } from './changes.ts';
import { createDecisionContracts } from './decision-contracts.ts';
import { createDelivery } from './delivery.ts';
import { createEndedRuns } from './ended-runs.ts';
import { createLinks } from './links.ts';
import { createApprovalList } from './list.ts';
import { createNotify } from './notify.ts';
import { fileSeconds, shownFiles, type ShownFile } from './shown-files.ts';
import { settledInWords } from './settled-in-words.ts';
import { sweep } from '../sweep.ts';

const longestComment = 2000;
/** Seconds in which a run is given the chance to see itself that its deadline is over. */
const deadlineGrace = 5;

interface ApprovalsTools {
  temporal: Temporal;
  database: Pick<Database, 'ask'>;
  storage: Pick<Storage, 'head' | 'link'>;
  bus: Bus;
  log: Log;
  settings: Settings['approvals'];
  signer: Signer;
  revoked: Revoked;
}

/** What a person answers. */
export interface DecisionInput {
  choice: string;
  edits?: unknown;
  comment?: string | null;
  /** The actor. */
  by: string;
}

export type Approvals = ReturnType<typeof createApprovals>;

/** What runs ask people: to read, to follow and to decide. */
export function createApprovals(tools: ApprovalsTools, contracts: readonly WorkflowContract[]) {
  const { temporal, database, bus, log, settings, storage } = tools;
  const { namespace } = temporal;
  const arbiter = createArbiter(database, bus, namespace);
  const { list, get, openOf } = createApprovalList(database);
  const decisions = createDecisionContracts(contracts);
  const delivery = createDelivery({ temporal, database, log });
  const links = createLinks({ ...tools, publicUrl: settings.publicUrl });
  const changes = createApprovalChanges({ database, bus, namespace, list, log });
  const webhook = webhookOf(settings);
  const notify = webhook && createNotify({ database, links, webhook, log });

  const issuesOf = (approval: Approval, { choice, edits, comment }: DecisionInput): InputIssue[] => [
    ...(approval.choices.includes(choice)
      ? []
      : [{ path: ['choice'], message: `Must be one of ${approval.choices.join(', ')}.` }]),
    ...decisions.issues(approval, edits),
    ...capIssues(approval, choice, edits),
    ...((comment?.length ?? 0) > longestComment
      ? [{ path: ['comment'], message: `Must have at most ${longestComment} characters.` }]
      : []),
  ];

  return {
    list,
    get,
    openOf,
    follow: changes.follow,
    /** What people are shown of storage, with links for at most so many seconds. */
    files: (approval: Approval, seconds = fileSeconds): Promise<ShownFile[]> =>
      shownFiles(decisions.objects(approval), { storage, log, seconds }),
    /** What may be changed with the answer, as JSON Schema; null where nothing may. */
    editSchema: decisions.schema,
    makeLink: links.make,
    openLink: links.open,

    /**
     * Decides, if nobody has. Waits for Temporal for a moment, and never for a worker. Throws ApprovalNotFoundError,
     * AlreadyDecidedError, InvalidInputError.
     */
    async decide(id: string, input: DecisionInput): Promise<Approval> {
      const approval = await get(id);
      if (!approval) throw new ApprovalNotFoundError();
      const issues = issuesOf(approval, input);
      if (approval.state === 'OPEN' && issues.length > 0) throw new InvalidInputError(issues);
      const { choice, edits, comment = null, by } = input;
      const row = await arbiter.decide(id, { choice, edits, comment, by });
      if (row) return toApproval(await delivery.deliver(row));
      await arbiter.expireOverdue(0, id); // the reason may be a deadline that nobody has noticed yet
      throw new AlreadyDecidedError(id, settledInWords((await get(id)) ?? approval));
    },

    /** Sees to it that every answer arrives, deadlines hold without workers, and people are told, until the signal. */
    keep: (signal: AbortSignal): Promise<void> =>
      sweep(
        {
          deliver: delivery.deliverDue,
          deadlines: () => arbiter.expireOverdue(deadlineGrace),
          endedRuns: createEndedRuns({ temporal, database, arbiter }),
          ...(notify && { notify }),
        },
        log,
        signal,
      ),
  };
}
