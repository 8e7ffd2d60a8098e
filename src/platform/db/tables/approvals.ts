import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgEnum, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

export const approvalState = pgEnum('approval_state', ['OPEN', 'DECIDED', 'EXPIRED', 'CLOSED']);

const moment = (name: string) => timestamp(name, { withTimezone: true });

/** What runs ask people. A row is settled once, by whoever sets `state` first: a person, the deadline, or the run's end. */
export const approvals = pgTable(
  'approvals',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** The order of lists. */
    number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** First run id of the run. */
    first: text('first').notNull(),
    workflowId: text('workflow_id').notNull(),
    /** The execution that asks, and is answered. */
    runId: text('run_id').notNull(),
    /** Temporal workflow type. */
    workflow: text('workflow').notNull(),
    /** Of the run, `key=value`. */
    labels: text('labels').array().notNull(),
    /** Name of the decision in its contract. */
    name: text('name').notNull(),
    /** How many of its name the execution has asked before. */
    sequence: integer('sequence').notNull(),
    question: text('question').notNull(),
    choices: text('choices').array().notNull(),
    /** Of the kit's question about a cap: first run id of the run that has the cap, for which it is answered. */
    capRun: text('cap_run'),
    show: jsonb('show').notNull().$type<Record<string, unknown>>(),
    openedAt: moment('opened_at')
      .notNull()
      .default(sql`now()`),
    deadline: moment('deadline'),
    /** What counts as the answer once the deadline is over; null: none does. */
    onDeadline: text('on_deadline'),
    state: approvalState('state').notNull().default('OPEN'),
    choice: text('choice'),
    edits: jsonb('edits').$type<unknown>(),
    comment: text('comment'),
    decidedBy: text('decided_by'),
    settledAt: moment('settled_at'),
    /** When the run was told. */
    deliveredAt: moment('delivered_at'),
    /** When it was known that the run cannot be told any more. */
    undeliverableAt: moment('undeliverable_at'),
    deliveries: integer('deliveries').notNull().default(0),
    nextDeliveryAt: moment('next_delivery_at'),
    /** When the webhook has taken the message. */
    notifiedAt: moment('notified_at'),
    notifications: integer('notifications').notNull().default(0),
    /** Null: no message is to be sent (any more). */
    nextNotificationAt: moment('next_notification_at').default(sql`now()`),
    /** When it was last looked whether the run still goes on. */
    checkedAt: moment('checked_at')
      .notNull()
      .default(sql`now()`),
    changedAt: moment('changed_at')
      .notNull()
      .default(sql`now()`),
  },
  (table) => [
    unique('approvals_place').on(table.runId, table.name, table.sequence),
    index('approvals_number').on(table.number),
    index('approvals_first').on(table.first, table.number),
    index('approvals_changed').on(table.changedAt),
    index('approvals_open')
      .on(table.number)
      .where(sql`state = 'OPEN'`),
    index('approvals_deadline')
      .on(table.deadline)
      .where(sql`state = 'OPEN'`),
    index('approvals_cap')
      .on(table.capRun)
      .where(sql`state = 'OPEN' AND cap_run IS NOT NULL`),
    index('approvals_checked')
      .on(table.checkedAt)
      .where(sql`state = 'OPEN'`),
    index('approvals_deliveries')
      .on(table.nextDeliveryAt)
      .where(sql`next_delivery_at IS NOT NULL`),
    index('approvals_notifications')
      .on(table.nextNotificationAt)
      .where(sql`next_notification_at IS NOT NULL`),
  ],
);
