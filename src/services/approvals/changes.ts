import { asc, sql } from 'drizzle-orm';
import { decisionsTopic } from '../../../workers/kit/wire/decision.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/db/database.ts';
import { approvals } from '../../platform/db/tables/approvals.ts';
import type { Log } from '../../platform/log.ts';
import { sleep } from '../../platform/sleep.ts';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import { createChangedRuns } from '../changes/changed-runs.ts';
import { toApproval, type Approval } from './approval.ts';
import type { ApprovalFilter, ApprovalList } from './list.ts';
import { concerns, isIn } from './matches.ts';

/** Milliseconds between two looks. With a bus they only find what it lost. */
const everyMs = { withHints: 10_000, withoutHints: 1000 };
/** Hints of so long are one look. */
const hintMs = 50;
/** Seconds for which a change may be on its way into the table. */
const overlap = 10;
const mostRows = 200;
/** Approvals whose last state is remembered. */
const mostKnown = 2000;
/** Late joiners get so many of those there are. */
const mostCurrent = 100;

interface ChangesTools {
  database: Pick<Database, 'ask'>;
  bus: Bus;
  namespace: string;
  list: ApprovalList['list'];
  log: Log;
}

interface Subscriber {
  filter: ApprovalFilter;
  changed: ReturnType<typeof createChangedRuns<Approval>>;
  /** What is known of those that concern it, by id: it has to be told also of what it was sent and does not match any more. */
  known: ReturnType<typeof createBoundedMap<string, Pick<Approval, 'state' | 'delivery' | 'changedAt'>>>;
}

/** Tells which approvals are opened and settled: by what is said on the bus, and for what it loses by looking again and again. */
export function createApprovalChanges({ database: { ask }, bus, namespace, list, log }: ChangesTools) {
  const subscribers = new Set<Subscriber>();
  let stop: AbortController | undefined;

  const send = ({ filter, changed, known }: Subscriber, approval: Approval) => {
    if (!concerns(filter, approval)) return;
    const { id, state, delivery, changedAt } = approval;
    const before = known.get(id);
    // What was listed may be older than what was told meanwhile.
    if (before && (before.changedAt > changedAt || stateOf(before) === stateOf(approval))) return;
    known.set(id, { state, delivery, changedAt });
    if (isIn(filter, approval) || (before && isIn(filter, before))) changed.put(approval);
  };

  async function follow(signal: AbortSignal): Promise<void> {
    const known = createBoundedMap<string, string>(mostKnown);
    let hurry = new AbortController();
    const unlisten = bus.subscribe(decisionsTopic(namespace), () => hurry.abort());
    let since: Date | undefined;
    while (!signal.aborted) {
      try {
        since ??= await clock();
        const looked = await clock();
        for await (const approval of changedSince(since)) {
          if (known.get(approval.id) === stateOf(approval)) continue;
          known.set(approval.id, stateOf(approval));
          for (const subscriber of subscribers) send(subscriber, approval);
        }
        since = looked;
      } catch (error) {
        log.warn({ err: error }, 'cannot ask which approvals changed'); // nothing is lost: asked from the same moment on
      }
      const own = AbortSignal.any([signal, hurry.signal]);
      await sleep(bus.heardSince() === null ? everyMs.withoutHints : everyMs.withHints, own);
      if (!hurry.signal.aborted) continue;
      hurry = new AbortController();
      await sleep(hintMs, signal);
    }
    unlisten();
  }

  /** By the database: what changes is told by its clock. */
  const clock = async () => {
    const { rows } = await ask((db) => db.execute<{ at: string }>(sql`SELECT now()::text AS at`));
    return new Date(rows[0]!.at);
  };

  async function* changedSince(moment: Date): AsyncGenerator<Approval> {
    // As text and with the number, as one statement changes many at the same moment, and a Date would cut it to milliseconds.
    let from = { at: new Date(moment.getTime() - overlap * 1000).toISOString(), number: 0 };
    for (let full = true; full;) {
      const behind = sql`(${approvals.changedAt}, ${approvals.number}) > (${from.at}::timestamptz, ${from.number}::bigint)`;
      const rows = await ask((db) =>
        db
          .select({ row: approvals, at: sql<string>`${approvals.changedAt}::text` })
          .from(approvals)
          .where(behind)
          .orderBy(asc(approvals.changedAt), asc(approvals.number))
          .limit(mostRows),
      );
      yield* rows.map(({ row }) => toApproval(row));
      full = rows.length === mostRows;
      const last = rows.at(-1);
      if (last) from = { at: last.at, number: last.row.number };
    }
  }

  return {
    /** Those that are open, newest last, then each that changes. One that does not match any more is sent once more. */
    follow(filter: ApprovalFilter): AsyncIterable<Approval> {
      const changed = createChangedRuns<Approval>(() => {
        subscribers.delete(subscriber);
        if (subscribers.size === 0) stop?.abort();
      }, 'approvals');
      const subscriber: Subscriber = { filter, changed, known: createBoundedMap(mostKnown) };
      const begin = async () => {
        const { rows } = await list({ ...filter, state: filter.state?.length ? filter.state : ['OPEN'] }, mostCurrent);
        for (const { node } of rows.toReversed()) send(subscriber, node);
      };
      subscribers.add(subscriber);
      if (subscribers.size === 1) void follow((stop = new AbortController()).signal);
      begin().catch((error: unknown) => changed.fail(error));
      return changed.values;
    },
  };
}

const stateOf = ({ state, delivery }: Pick<Approval, 'state' | 'delivery'>) => `${state} ${delivery}`;
