import { and, eq, inArray, isNull, lt, lte, ne, or, sql, type SQL } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import {
  decisionsTopic,
  type DecisionAnswer,
  type DecisionHint,
  type DecisionPlace,
  type DecisionQuestion,
} from '../../../workers/kit/wire/decision.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/db/database.ts';
import { storable } from '../../platform/db/storable.ts';
import { approvals } from '../../platform/db/tables/approvals.ts';
import { answerOf, type ApprovalRow } from './approval.ts';
import { raisesCap } from './cap-issues.ts';
import { someRows } from './some-rows.ts';

/** The execution that asks. */
export interface Asker {
  /** First run id of its run. */
  first: string;
  workflowId: string;
  runId: string;
  workflow: string;
  /** When Temporal has scheduled this attempt to ask: of two executions of a run the later one goes on. */
  at: Date;
}

/** A person's answer. */
export interface Answer {
  choice: string;
  edits: unknown;
  comment: string | null;
  by: string;
}

const now = sql`now()`;
const open = eq(approvals.state, 'OPEN');
/** Seconds that whoever takes an answer to a run has for it, before somebody else tries. */
export const deliverySeconds = 5;
/** Questions that one statement lets expire; those that are left come with the next. */
const mostAtOnce = 100;
const soon = sql`now() + make_interval(secs => ${deliverySeconds})`;
const changed = { changedAt: now };
const settled = { ...changed, settledAt: now, nextNotificationAt: null };
/** What settles a question whose deadline is over. */
const expired = { ...settled, state: 'EXPIRED', choice: sql`${approvals.onDeadline}` } as const;

/**
 * Who opens and settles questions: people, deadlines and ends of runs alike. Each is one statement on a row that is
 * open, so one of them wins, in whatever process it runs.
 */
export function createArbiter({ ask }: Pick<Database, 'ask'>, bus: Bus, namespace: string) {
  const topic = decisionsTopic(namespace);
  const tell = <T extends { id: string }>(rows: readonly T[]) => {
    for (const { id } of rows) bus.publish(topic, id, { id } satisfies DecisionHint);
    return rows;
  };
  const update = async (values: PgUpdateSetSource<typeof approvals>, where: SQL | undefined) =>
    tell(await ask((db) => db.update(approvals).set(values).where(where).returning()));

  /** A cap that is raised is raised for every run below the one that has it: whoever asks about it too has this answer. */
  const raiseForAll = async (row: ApprovalRow) => {
    const { capRun, choice, edits, comment, decidedBy } = row;
    if (capRun === null || edits === null || !raisesCap(row, choice)) return;
    const same = { choice, edits, comment, decidedBy, nextDeliveryAt: now };
    await update({ ...settled, state: 'DECIDED', ...same }, and(eq(approvals.capRun, capRun), open));
  };

  return {
    /** Asked again by the same execution it is the same question. What earlier executions of the run ask is closed. */
    async open({ at, ...asker }: Asker, { deadline, show, ...question }: DecisionQuestion): Promise<string> {
      // Not of later ones: what asks may be late itself, and its execution over by now.
      const others = and(eq(approvals.first, asker.first), ne(approvals.runId, asker.runId), open);
      const earlier = and(others, lt(approvals.openedAt, at));
      await update({ ...settled, state: 'CLOSED' }, earlier);
      const values = {
        ...asker,
        ...question,
        show: storable(show),
        openedAt: at,
        deadline: deadline === null ? null : new Date(deadline),
      };
      const rows = await ask((db) =>
        db
          .insert(approvals)
          .values(values)
          .onConflictDoUpdate({
            target: [approvals.runId, approvals.name, approvals.sequence],
            set: { sequence: question.sequence }, // as it is: so that the id comes back
          })
          .returning({ id: approvals.id }),
      );
      return tell(rows)[0]!.id;
    },

    /** The row, decided; null when it was not open any more, or there is none. */
    async decide(id: string, { choice, edits, comment, by }: Answer): Promise<ApprovalRow | null> {
      const inTime = or(isNull(approvals.deadline), sql`${approvals.deadline} > now()`);
      const values = { choice, edits: edits ?? null, comment, decidedBy: by };
      const delivery = { deliveries: 1, nextDeliveryAt: soon };
      const [row] = await update(
        { ...settled, state: 'DECIDED', ...values, ...delivery },
        and(eq(approvals.id, id), open, inTime),
      );
      if (row) await raiseForAll(row);
      return row ?? null;
    },

    /**
     * What a run is to do whose own deadline is over: what was decided before it, or what it said itself. Null when the
     * execution does not ask this, as it was reset since.
     */
    async expire({ runId }: Pick<Asker, 'runId'>, id: string): Promise<DecisionAnswer | null> {
      const mine = and(eq(approvals.id, id), eq(approvals.runId, runId));
      const taken = { deliveredAt: now, nextDeliveryAt: null };
      await update({ ...expired, ...taken }, and(mine, open));
      // Decided by a person, and still on its way: the run has it now.
      await update({ ...changed, ...taken }, and(mine, ne(approvals.state, 'CLOSED'), isNull(approvals.deliveredAt)));
      const [row] = await ask((db) => db.select().from(approvals).where(mine));
      return row ? answerOf(row) : null;
    },

    /** Settles what is open although its deadline was over so many seconds ago, as where no worker runs. */
    expireOverdue: (seconds: number, id?: string) => {
      const overdue = lte(approvals.deadline, sql`now() - make_interval(secs => ${seconds})`);
      const some = someRows(and(open, overdue), approvals.deadline, mostAtOnce);
      const which = id === undefined ? some : eq(approvals.id, id);
      return update({ ...expired, nextDeliveryAt: now }, and(which, open, overdue));
    },

    /** The run does not wait for them any more. */
    async close({ runId }: Pick<Asker, 'runId'>, places: readonly DecisionPlace[]): Promise<void> {
      for (const { name, sequence } of places) {
        const place = and(eq(approvals.runId, runId), eq(approvals.name, name), eq(approvals.sequence, sequence));
        await update({ ...settled, state: 'CLOSED' }, and(place, open));
      }
    },

    /** Those whose runs have ended otherwise. */
    closeEnded: (ids: readonly string[]) =>
      update({ ...settled, state: 'CLOSED' }, and(inArray(approvals.id, [...ids]), open)),
  };
}
export type Arbiter = ReturnType<typeof createArbiter>;
