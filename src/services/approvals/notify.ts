import { eq, lte, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { approvals } from '../../platform/db/tables/approvals.ts';
import type { Log } from '../../platform/log.ts';
import { postWebhook, type Webhook } from '../../platform/webhook.ts';
import { toApproval, type ApprovalRow } from './approval.ts';
import { messages, type Links } from './links.ts';
import { messageOf } from './message.ts';
import { someRows } from './some-rows.ts';

const mostAtOnce = 5;
/** Seconds. Whoever takes a message has longer than the webhook may take to answer. */
const pauses = { taken: 20, longest: 300 };
/** A webhook that takes a message no more after so long is given up. */
const patienceHours = 24;

interface NotifyTools {
  database: Pick<Database, 'ask'>;
  links: Links;
  webhook: Webhook;
  log: Log;
}

/** Makes what sends the messages that are due, by this process or another: at least once each while the question is open. */
export function createNotify({ database: { ask }, links, webhook, log }: NotifyTools) {
  const set = (id: string, values: object) => ask((db) => db.update(approvals).set(values).where(eq(approvals.id, id)));

  async function send(row: ApprovalRow, signal: AbortSignal): Promise<void> {
    const approval = toApproval(row);
    try {
      const link = await links.make(approval, messages);
      await postWebhook(webhook, messageOf(approval, link?.url ?? null), signal);
      await set(row.id, { notifiedAt: sql`now()`, nextNotificationAt: null });
    } catch (error) {
      await refused(row, error);
    }
  }

  async function refused({ id, notifications, openedAt }: ApprovalRow, error: unknown): Promise<void> {
    const over = Date.now() - openedAt.getTime() > patienceHours * 3600 * 1000;
    const told = { err: error, approval: id, attempt: notifications };
    if (over) log.error(told, `nobody was told of a decision in ${patienceHours} hours; no more is tried`);
    else log.warn(told, 'a message about a decision was not taken; it is sent again');
    const seconds = Math.min(2 ** Math.min(notifications - 1, 10), pauses.longest);
    const open = sql`${approvals.state} = 'OPEN'`; // else it was settled meanwhile, and needs no message
    const next = sql`CASE WHEN ${open} THEN now() + make_interval(secs => ${seconds}) END`;
    await set(id, { nextNotificationAt: over ? null : next });
  }

  return async (signal: AbortSignal): Promise<void> => {
    const due = someRows(lte(approvals.nextNotificationAt, sql`now()`), approvals.nextNotificationAt, mostAtOnce);
    const taken = {
      notifications: sql`${approvals.notifications} + 1`,
      nextNotificationAt: sql`now() + make_interval(secs => ${pauses.taken})`,
    };
    for (let full = true; full;) {
      const rows = await ask((db) => db.update(approvals).set(taken).where(due).returning());
      await Promise.all(rows.map((row) => send(row, signal)));
      full = rows.length === mostAtOnce && !signal.aborted;
    }
  };
}
