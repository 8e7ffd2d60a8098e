import {
  ActivityCancellationType,
  ApplicationFailure,
  CancellationScope,
  ContinueAsNew,
  log,
  proxyActivities,
} from '@temporalio/workflow';
import type * as z from 'zod';
import { activityType, type ActivityContract, type StepName, type WorkflowContract } from './contract.ts';
import { describeIssues } from './wire/errors.ts';
import { discardActivity } from './wire/discard.ts';
import type { RunCounts } from './wire/memo.ts';
import type { Plan } from './workflow/plan.ts';
import { createSteps, type Steps } from './workflow/steps.ts';
import { toFailure } from './workflow/failure.ts';

type ActivityCall<A> =
  A extends ActivityContract<infer Input, infer Output> ? (input: z.input<Input>) => Promise<z.output<Output>> : never;

/** The activities of a contract as a workflow calls them, and the kit's own. */
type ActivityCalls<C extends WorkflowContract> = { [K in keyof C['activities']]: ActivityCall<C['activities'][K]> } & {
  /** Deletes this run's work keys. */
  discard(): Promise<void>;
};

/** What a workflow works with. */
interface WorkflowContext<C extends WorkflowContract> {
  /** The input, parsed: defaults are filled in. */
  input: z.output<C['input']>;
  activities: ActivityCalls<C>;
  /**
   * Registers what must be undone; it runs on every way out of the run, cancellation included, the latest first.
   * Continue-as-new is no way out: the next execution shares the work keys, and registers for itself what is to be undone.
   */
  cleanup(undo: () => Promise<void>): void;
  /**
   * Enters a step and declares how many parts it has, such as children or parallel activity calls; the step's share of
   * the percent is then what is counted of them. `earlier` is what an execution before this one had counted.
   */
  plan(step: StepName<C['steps']>, total: number, earlier?: RunCounts): Plan;
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
    let undos: (() => Promise<void>)[] = [];
    try {
      const input = parse(contract.input, raw, 'INVALID_INPUT') as z.output<C['input']>;
      const result = await run({
        input,
        activities: createCalls(contract, steps),
        cleanup: (undo) => void undos.unshift(undo),
        plan: steps.plan,
        fail: (code, message) => {
          throw ApplicationFailure.create({ type: code, message, nonRetryable: true });
        },
      });
      parse(contract.result, result, 'INVALID_OUTPUT');
      return result;
    } catch (error) {
      if (error instanceof ContinueAsNew) undos = [];
      throw toFailure(error, contract.errors, steps.current());
    } finally {
      await CancellationScope.nonCancellable(async () => {
        for (const undo of undos) {
          // What could not be cleaned up must neither hide the run's own outcome nor turn a success into a failure.
          await undo().catch((error: unknown) => log.warn('clean-up failed', { error: String(error) }));
        }
      });
    }
  };
}

function createCalls<C extends WorkflowContract>(contract: C, steps: Steps): ActivityCalls<C> {
  const calls = Object.entries(contract.activities).map(([name, activity]) => {
    const type = activityType(contract, name);
    const call = schedule(type, activity);
    return [
      name,
      async (input: unknown) => {
        steps.enter(activity.step);
        return parse(activity.output, await call(input), 'INVALID_OUTPUT', type);
      },
    ] as const;
  });
  const discard = schedule(discardActivity.type, discardActivity);
  return Object.fromEntries([...calls, ['discard', discard]]) as ActivityCalls<C>;
}

/** Temporal's options for an activity. Only what the activity reports itself counts against `retry.attempts`, and the
 * worker side counts that; so Temporal's own limit is none, or one for what must not be repeated. */
function schedule(type: string, activity: Omit<ActivityContract, 'step' | 'input' | 'output'>) {
  const calls = proxyActivities<Record<string, (input?: unknown) => Promise<unknown>>>({
    taskQueue: activity.taskQueue,
    startToCloseTimeout: activity.startToClose,
    scheduleToCloseTimeout: activity.scheduleToClose ?? '1 day',
    heartbeatTimeout: activity.heartbeat ?? '30 seconds',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED, // clean-up must not race with the work
    retry: {
      initialInterval: activity.retry?.initialInterval ?? '1 second',
      maximumInterval: activity.retry?.maximumInterval ?? '1 minute',
      ...(activity.repeatable === false && { maximumAttempts: 1 }),
    },
  });
  return (input?: unknown) => calls[type]!(input);
}

function parse<T extends z.ZodType>(
  schema: T,
  value: unknown,
  code: 'INVALID_INPUT' | 'INVALID_OUTPUT',
  where?: string,
) {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const message = describeIssues(parsed.error);
  throw ApplicationFailure.create({
    type: code,
    message: where ? `${where}: ${message}` : message,
    nonRetryable: true,
  });
}
