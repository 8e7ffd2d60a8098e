import { and, eq, isNotNull, lte, sql } from 'drizzle-orm';
import { decisionSignal } from '../../../workers/kit/wire/decision.ts';
import type { Database } from '../../platform/db/database.ts';
import { approvals } from '../../platform/db/tables/approvals.ts';
import type { Log } from '../../platform/log.ts';
import { isNotFound, mayPass, type Temporal } from '../../platform/temporal.ts';
import { answerOf, type ApprovalRow } from './approval.ts';
import { deliverySeconds } from './arbiter.ts';
import { someRows } from './some-rows.ts';

const identity = 'tempograph-api';
/** Answers of one statement. */
const mostAtOnce = 20;
/** Seconds between two attempts at most; before, they double. */
const longestPause = 60;

interface DeliveryTools {
  temporal: Temporal;
  database: Pick<Database, 'ask'>;
  log: Log;
}

/** Takes answers to runs, by a signal to the execution that has asked. Temporal keeps it until there is a worker. */
export function createDelivery({ temporal, database: { ask }, log }: DeliveryTools) {
  const { service, namespace, call, encode } = temporal;

  /** False when the execution has ended, or was reset: nobody waits there any more. */
  async function send(row: ApprovalRow): Promise<boolean> {
    const payloads = await encode([answerOf(row)]);
    try {
      await call(() =>
        service.signalWorkflowExecution({
          namespace,
          workflowExecution: { workflowId: row.workflowId, runId: row.runId },
          signalName: decisionSignal,
          input: { payloads },
          requestId: row.id, // Temporal takes it once, however often it is sent
          identity,
        }),
      );
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  const note = async (row: ApprovalRow, delivered: boolean): Promise<ApprovalRow> => {
    const at = delivered ? { deliveredAt: sql`now()` } : { undeliverableAt: sql`now()` };
    const values = { ...at, nextDeliveryAt: null, changedAt: sql`now()` };
    const [noted] = await ask((db) => db.update(approvals).set(values).where(eq(approvals.id, row.id)).returning());
    return noted ?? row;
  };

  const postpone = async ({ id, deliveries }: ApprovalRow) => {
    const seconds = Math.min(2 ** Math.min(deliveries - 1, 10), longestPause);
    const nextDeliveryAt = sql`now() + make_interval(secs => ${seconds})`;
    const waits = and(eq(approvals.id, id), isNotNull(approvals.nextDeliveryAt));
    await ask((db) => db.update(approvals).set({ nextDeliveryAt }).where(waits));
  };

  /** Tries once. Never fails: what could not be delivered is tried again. */
  async function deliver(row: ApprovalRow): Promise<ApprovalRow> {
    try {
      return await note(row, await send(row));
    } catch (error) {
      const level = mayPass(error) ? 'warn' : 'error';
      log[level]({ err: error, approval: row.id }, 'a run could not be told what was decided; it is tried again');
      await postpone(row).catch((failure: unknown) => log.debug({ err: failure }, 'an answer is tried again later'));
      return row;
    }
  }

  return {
    deliver,

    /** Tries those that are due, in this process or another; whoever takes one has a moment for it. */
    async deliverDue(signal: AbortSignal): Promise<void> {
      const due = someRows(lte(approvals.nextDeliveryAt, sql`now()`), approvals.nextDeliveryAt, mostAtOnce);
      const taken = {
        deliveries: sql`${approvals.deliveries} + 1`,
        nextDeliveryAt: sql`now() + make_interval(secs => ${deliverySeconds})`,
      };
      for (let full = true; full;) {
        const rows = await ask((db) => db.update(approvals).set(taken).where(due).returning());
        await Promise.all(rows.map(deliver));
        full = rows.length === mostAtOnce && !signal.aborted;
      }
    },
  };
}
