import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { FailureDetails } from '../wire/errors.ts';
import { kitDecisions } from '../wire/kit-decisions.ts';
import { capOf, raiseCap, repeating } from './account.ts';
import type { Decisions } from './decision.ts';
import { rootCause } from './failure.ts';

type Limit = NonNullable<FailureDetails['limit']>;

/** Asks people where an activity has come to a limit that they may raise, and runs it again when they did. */
export function createBudgetQuestion(decisions: Decisions) {
  let asking: Promise<boolean> | undefined;
  let raises = 0;

  async function ask(activity: string, { message }: Error, { capUsd, takenUsd }: Limit): Promise<boolean> {
    const show = { message, activity, spentUsd: takenUsd, limitUsd: capUsd };
    const capRun = capUsd === null ? null : (capOf()?.run ?? null);
    const { choice, edits } = await decisions.ask('budget', kitDecisions.budget, { show }, capRun);
    if (choice === 'STOP') return false;
    if (edits?.maxCostUsd !== undefined) raiseCap(edits.maxCostUsd);
    raises++;
    return true;
  }

  return async <T>(activity: string, call: () => Promise<T>): Promise<T> => {
    for (let task = ''; ;) {
      const before = raises;
      try {
        return await repeating(task, call);
      } catch (error) {
        const limit = limitOf(error);
        if (!limit?.ask) throw error;
        // What was stored for the first call is there for those that repeat it.
        if (task === '' && error instanceof ActivityFailure) task = error.activityId ?? '';
        if (raises > before) continue; // somebody has raised it since
        // However many activities come to it, one question is enough.
        asking ??= ask(activity, rootCause(error) as Error, limit).finally(() => (asking = undefined));
        if (!(await asking)) throw error;
      }
    }
  };
}

function limitOf(error: unknown): Limit | undefined {
  const cause = rootCause(error);
  if (!(cause instanceof ApplicationFailure) || cause.type !== 'BUDGET_EXCEEDED') return undefined;
  return (cause.details?.[0] as FailureDetails | undefined)?.limit;
}
