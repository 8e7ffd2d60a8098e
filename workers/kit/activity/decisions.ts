import { Context } from '@temporalio/activity';
import * as z from 'zod';
import type { Database } from '../../../src/platform/db/database.ts';
import { createArbiter, type Asker } from '../../../src/services/approvals/arbiter.ts';
import { decisionActivities, decisionPlace, decisionQuestion } from '../wire/decision.ts';
import { kitErrors } from '../wire/errors.ts';
import type { Runtime } from './attempt.ts';
import { attempted } from './attempted.ts';
import { firstRunId } from './run-identity.ts';

interface Tools extends Runtime {
  /** A worker may do without one, but then its runs can ask nobody. */
  database: Database | null;
  namespace: string;
}

const { open, expire, close } = decisionActivities;
const approval = z.object({ id: z.string() });
const places = z.object({ places: z.array(decisionPlace) });

/** The kit's own activities for questions, by their types. */
export function runnableDecisions({ database, namespace, ...runtime }: Tools) {
  const known = database && createArbiter(database, runtime.bus, namespace);
  const arbiterOr = (fail: (code: string, message: string) => never) =>
    known ?? fail('DATABASE_NEEDED', kitErrors.DATABASE_NEEDED);
  return {
    [open.type]: attempted(open.type, open, runtime, async ({ context: { fail } }, raw) => ({
      id: await arbiterOr(fail).open(asker(), decisionQuestion.parse(raw)),
    })),
    [expire.type]: attempted(expire.type, expire, runtime, ({ context: { fail } }, raw) =>
      arbiterOr(fail).expire(asker(), approval.parse(raw).id),
    ),
    [close.type]: attempted(close.type, close, runtime, ({ context: { fail } }, raw) =>
      arbiterOr(fail).close(asker(), places.parse(raw).places),
    ),
  };
}

function asker(): Asker {
  const { workflowExecution, workflowType, currentAttemptScheduledTimestampMs } = Context.current().info;
  const { workflowId, runId } = workflowExecution!;
  const at = new Date(currentAttemptScheduledTimestampMs);
  return { first: firstRunId(), workflowId, runId, workflow: workflowType!, at };
}
