import { ApplicationFailure, CancellationScope, ContinueAsNew, log } from '@temporalio/workflow';
import type * as z from 'zod';
import { activityType, type ActivityContract, type StepName, type WorkflowContract } from './contract.ts';
import { discardActivity } from './wire/discard.ts';
import type { Plan, PlanOptions } from './workflow/plan.ts';
import { createBudgetQuestion } from './workflow/budget-question.ts';
import { runChild } from './workflow/child.ts';
import { createDecisions, type Decision, type DecisionRequest } from './workflow/decision.ts';
import { dueAt } from './workflow/due-at.ts';
import { unlessCancelled } from './workflow/ended-by-cancel.ts';
import { inShort, toFailure, type RunFailure } from './workflow/failure.ts';
import { addLabels } from './workflow/labels.ts';
import { parse } from './workflow/parse.ts';
import { schedule } from './workflow/schedule.ts';
import { createSteps, type Steps } from './workflow/steps.ts';

type ActivityCall<A> =
  A extends ActivityContract<infer Input, infer Output> ? (input: z.input<Input>) => Promise<z.output<Output>> : never;

/** The activities of a contract as a workflow calls them, and the kit's own. */
type ActivityCalls<C extends WorkflowContract> = { [K in keyof C['activities']]: ActivityCall<C['activities'][K]> } & {
  /** Deletes this run's work keys. */
  discard(): Promise<void>;
};

type DecisionsOf<C extends WorkflowContract> = NonNullable<C['decisions']>;

/** What a workflow works with. */
export interface WorkflowContext<C extends WorkflowContract> {
  /** The input, parsed: defaults are filled in. */
  input: z.output<C['input']>;
  /** When it was due by its schedule, also when a backfill makes up for it later; of any other, when it began. */
  dueAt: Date;
  activities: ActivityCalls<C>;
  /**
   * Enters a step and runs another workflow in it. When that fails this run does, of the same unless it is caught: with its
   * code where the contract declares it, too. When this run is cancelled so is that.
   */
  child<Child extends WorkflowContract>(
    step: StepName<C['steps']>,
    contract: Child,
    input: z.input<Child['input']>,
  ): Promise<z.output<Child['result']>>;
  /**
   * Registers what must be undone; it runs on every way out of the run, cancellation included, the latest first, and is told
   * what the run fails of: null when it does not.
   * Continue-as-new is no way out: the next execution shares the work keys, and registers for itself what is to be undone.
   */
  cleanup(undo: (failure: RunFailure | null) => Promise<void>): void;
  /**
   * Enters a step and declares how many parts it has, such as children or parallel activity calls; the step's share of
   * the percent is then what is counted of them.
   */
  plan(step: StepName<C['steps']>, total: number, options?: PlanOptions): Plan;
  /**
   * Asks people, and waits for what they decide: also for days, also while no worker runs. To stop waiting for something
   * else that came first, cancel the scope it was asked in; a decision nobody waits for is closed when the run ends.
   */
  decision<Name extends keyof DecisionsOf<C> & string>(
    name: Name,
    request: DecisionRequest<DecisionsOf<C>[Name]>,
  ): Promise<Decision<DecisionsOf<C>[Name]>>;
  /** Ends the run with one of the contract's errors. */
  fail(code: keyof C['errors'] & string, message: string): never;
}

/**
 * Binds workflow code to its contract. Input and result are validated; whatever the code throws ends the run with a
 * coded failure (a plain throw would otherwise fail the workflow *task*, which Temporal repeats for ever).
 */
export function implementWorkflow<C extends WorkflowContract>(
  contract: C,
  run: (context: WorkflowContext<C>) => Promise<z.input<C['result']>>,
): (input: unknown) => Promise<unknown> {
  return async (raw) => {
    const steps = createSteps(contract);
    const decisions = createDecisions();
    let undos: ((failure: RunFailure | null) => Promise<void>)[] = [];
    let failed: RunFailure | null = null;
    try {
      const input = parse(contract.input, raw, 'INVALID_INPUT') as z.output<C['input']>;
      if (contract.labels) addLabels(contract.labels(input));
      const result = await run({
        input,
        dueAt: dueAt(),
        activities: createCalls(contract, steps, createBudgetQuestion(decisions)),
        child(step, child, childInput) {
          steps.enter(step);
          return runChild(child, childInput);
        },
        cleanup: (undo) => void undos.unshift(undo),
        plan: steps.plan,
        decision: (name, request) => decisions.ask(name, contract.decisions![name]!, request) as never,
        fail: (code, message) => {
          throw ApplicationFailure.create({ type: code, message, nonRetryable: true });
        },
      });
      parse(contract.result, result, 'INVALID_OUTPUT');
      return result;
    } catch (error) {
      if (error instanceof ContinueAsNew) undos = [];
      const failure = toFailure(error, contract.errors, steps.current());
      failed = inShort(failure);
      throw failure;
    } finally {
      await CancellationScope.nonCancellable(async () => {
        await decisions.close();
        for (const undo of undos) {
          // What could not be cleaned up must neither hide the run's own outcome nor turn a success into a failure.
          await undo(failed).catch((error: unknown) => log.warn('clean-up failed', { error: String(error) }));
        }
      });
    }
  };
}

function createCalls<C extends WorkflowContract>(
  contract: C,
  steps: Steps,
  withinBudget: ReturnType<typeof createBudgetQuestion>,
): ActivityCalls<C> {
  const calls = Object.entries(contract.activities).map(([name, activity]) => {
    const type = activityType(contract, name);
    const call = schedule(type, activity);
    return [
      name,
      async (input: unknown) => {
        steps.enter(activity.step);
        try {
          const output = await withinBudget(type, () => call(input));
          return parse(activity.output, output, 'INVALID_OUTPUT', type);
        } catch (error) {
          // Of what must not be done twice it matters more that nobody knows whether it was done.
          throw activity.repeatable === false ? error : unlessCancelled(error);
        }
      },
    ] as const;
  });
  const discard = schedule(discardActivity.type, discardActivity);
  return Object.fromEntries([...calls, ['discard', discard]]) as ActivityCalls<C>;
}
