import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import { noTracing, type Tracing } from '../../platform/ai/tracing.ts';
import type { Database } from '../../platform/db/database.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import { beginCall } from './begin.ts';
import type { CallEnd, CallOrigin, CallQuota, NewCall } from './generation.ts';
import { earlierAttempts, giveUp, ofRun } from './lost.ts';
import { admitRun } from './quotas.ts';
import { releaseCall, settleCall } from './settle.ts';

/** Calls of models, each one row from before it is made until it is known what became of it. */
export function createGenerations(database: Pick<Database, 'ask' | 'pool'>, tracing: Tracing = noTracing) {
  const { ask } = database;
  return {
    begin: (id: string, call: NewCall) => beginCall(database, id, call),
    /** Counts a run among those of today of the end users it is for; false: as many have called models as may. */
    admit: (run: string, quota: CallQuota) => admitRun(database, run, quota),
    settle: (id: string, end: CallEnd) => settleCall(database, id, end),
    release: (id: string) => releaseCall(ask, id),

    /** The attempt that has made a call which nobody has settled, or which was given up; null: it is known what became of it. */
    async unsettled(id: string): Promise<(Pick<CallOrigin, 'execution' | 'attempt'> & { startedAt: Date }) | null> {
      const { execution, attempt, startedAt, outcome } = generations;
      const open = and(eq(generations.id, id), inArray(outcome, ['PENDING', 'LOST']));
      const [row] = await ask((db) => db.select({ execution, attempt, startedAt }).from(generations).where(open));
      return row ?? null;
    },

    /** Gives up what earlier attempts at a task have left under way: their worker is dead. */
    giveUpEarlier: (origin: Pick<CallOrigin, 'run' | 'task' | 'execution' | 'attempt'>) =>
      giveUp(ask, tracing, earlierAttempts(origin)),

    /** A run ends: nothing of it is under way any more, and nobody will need its answers. */
    async finish(run: string): Promise<void> {
      await giveUp(ask, tracing, ofRun(run));
      const answered = and(eq(generations.run, run), isNotNull(generations.answer));
      await ask((db) => db.update(generations).set({ answer: null }).where(answered));
    },
  };
}
export type Generations = ReturnType<typeof createGenerations>;
