import type * as z from 'zod';
import { withoutDefaults } from './defaults.ts';
import type { Duration } from './duration.ts';
import { canonicalJson, sha256 } from './hash.ts';
import { kitDecisions } from './wire/kit-decisions.ts';

/** One task queue per class of resource; a worker process serves one or more of them. */
export type QueueName = 'media' | 'video' | 'imaging' | 'imaging-accuracy' | 'ai' | 'data' | 'publishing';

/** How often work is tried again after failures that the activity itself reported. */
interface RetryContract {
  /** Reported failures after which the activity gives up. Dead workers, deploys and timeouts do not count. */
  attempts: number;
  /** Wait before the first repeat; doubles up to `maximumInterval`. Default 1 second. */
  initialInterval?: Duration;
  /** Longest wait between repeats. Default 1 minute. */
  maximumInterval?: Duration;
}

/** One effect on the world: what goes in, what comes out, how long it may take, whether it may be repeated. */
export interface ActivityContract<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Checkpoint extends z.ZodType = z.ZodType,
  Step extends string = string,
> {
  /** The step of the workflow that this activity belongs to; progress is derived from it. */
  step: Step;
  input: Input;
  output: Output;
  /** What `report({ checkpoint })` takes and a repeat gets back, to go on from there. */
  checkpoint?: Checkpoint;
  /** Longest time for one attempt. */
  startToClose: Duration;
  /** Longest time for all attempts and waiting together. Default 1 day. */
  scheduleToClose?: Duration;
  /**
   * A worker that is silent this long is dead. The kit beats by itself while the activity runs. Default 30 seconds; none for
   * what is not repeatable, which ends by itself or at `startToClose`.
   */
  heartbeat?: Duration;
  /** Default: 3 attempts. */
  retry?: RetryContract;
  /** Where it runs when that is not the workflow's own queue. */
  taskQueue?: QueueName;
  /** Why doing it twice is harmless; `false` when it is not, and then it is tried exactly once. */
  repeatable: string | false;
}

/** A question that only a person can answer while the run waits. What was asked before a deploy may be answered after it. */
export interface DecisionContract<
  Choices extends readonly string[] = readonly string[],
  Show extends z.ZodObject = z.ZodObject,
  Edit extends z.ZodObject = z.ZodObject,
> {
  /** What people are asked, one sentence. */
  question: string;
  /** What they may answer, such as `['APPROVE', 'REJECT']`: 1 to 10 of them, in capitals. */
  choices: Choices;
  /** What they have to see to decide. Objects are references to storage; at most 64 KB as JSON. */
  show: Show;
  /** What they may change with their answer. Has to have a form in JSON Schema. */
  edit?: Edit;
}

/** A step's name, or its name with a weight (default 1): about how much longer it takes than the others. */
export type StepList = readonly (string | Readonly<Record<string, number>>)[];
export type StepName<Steps extends StepList> = Steps[number] extends infer S
  ? S extends string
    ? S
    : keyof S & string
  : never;

/** What a second start with the same workflow id does. */
export type Reuse = 'rejectDuplicate' | 'allowAfterFailure' | 'allowDuplicate';

interface IdTools {
  /** 32 hex digits of a SHA-256; of the whole input without fields that equal their default, or of any other value. */
  hash(value: unknown): string;
}

interface WorkflowDefinition<
  Name extends string,
  Input extends z.ZodType,
  Result extends z.ZodType,
  Detail extends z.ZodType,
  Steps extends StepList,
  Errors extends Readonly<Record<string, string>>,
  Activities extends Readonly<Record<string, ActivityContract>>,
  Decisions extends Readonly<Record<string, DecisionContract>>,
> {
  /** camelCase; the GraphQL names are made from it. */
  name: Name;
  /** One sentence; becomes the description of the start mutation. */
  description: string;
  taskQueue: QueueName;
  input: Input;
  result: Result;
  /** The same work has the same id. */
  workflowId(input: z.output<Input>, tools: IdTools): string;
  reuse: Reuse;
  /** Labels that each of its runs has, however it was started, as `{ brand: 'north' }`: to find them and their costs by. */
  labels?(input: z.output<Input>): Readonly<Record<string, string>>;
  /** Key of the brand that a run with this input publishes for; null: it publishes nothing. By it calendars know what is to come. */
  publishes?(input: z.output<Input>): string | null;
  /** In order. A step is done when a later one starts, or when the run ends. */
  steps: Steps;
  /** What `report({ detail })` takes: typed progress beyond done and total. */
  detail?: Detail;
  /** Business failures a client can switch on: code and what it means. */
  errors: Errors;
  activities: Activities;
  /** What it may ask people, by name. */
  decisions?: Decisions;
}

/** Everything the product knows about one workflow; API, schedules, workers and docs are derived from it. */
export interface WorkflowContract<
  Name extends string = string,
  Input extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
  Detail extends z.ZodType = z.ZodType,
  Steps extends StepList = StepList,
  Errors extends Readonly<Record<string, string>> = Readonly<Record<string, string>>,
  Activities extends Readonly<Record<string, ActivityContract>> = Readonly<Record<string, ActivityContract>>,
  Decisions extends Readonly<Record<string, DecisionContract>> = Readonly<Record<string, DecisionContract>>,
> extends Omit<WorkflowDefinition<Name, Input, Result, Detail, Steps, Errors, Activities, Decisions>, 'workflowId'> {
  workflowId(input: z.output<Input>): string;
}

/** Declares an activity. The step's type is kept, so that the workflow can check that it has such a step. */
export const defineActivity = <
  Input extends z.ZodType,
  Output extends z.ZodType,
  const Step extends string,
  Checkpoint extends z.ZodType = z.ZodNever,
>(
  contract: ActivityContract<Input, Output, Checkpoint, Step>,
) => contract;

/** What the kit itself runs for a workflow `photo` is named `photoBatch` and `photoBackfill`. */
const reserved = /(Batch|Backfill)$/;

/** Declares a workflow. Throws on a name that could not be derived from. */
export function defineWorkflow<
  const Name extends string,
  Input extends z.ZodType,
  Result extends z.ZodType,
  const Steps extends StepList,
  const Errors extends Readonly<Record<string, string>>,
  Activities extends Readonly<Record<string, ActivityContract>>,
  Detail extends z.ZodType = z.ZodNever,
  const Decisions extends Readonly<Record<string, DecisionContract>> = Readonly<Record<string, never>>,
>(
  // Steps are compared here: in the constraint of `Activities`, one wrong name would make all of them unknown everywhere.
  definition: WorkflowDefinition<Name, Input, Result, Detail, Steps, Errors, Activities, Decisions> & {
    activities: Readonly<Record<keyof Activities, { step: StepName<Steps> }>>;
  },
): WorkflowContract<Name, Input, Result, Detail, Steps, Errors, Activities, Decisions> {
  if (!/^[a-z][A-Za-z0-9]*$/.test(definition.name))
    throw new Error(`Workflow name "${definition.name}" must be camelCase.`);
  if (reserved.test(definition.name))
    throw new Error(`${definition.name}: names that end in "Batch" or "Backfill" are the kit's; use another.`);
  if ('discard' in definition.activities)
    throw new Error(`${definition.name}: "discard" is an activity of the kit; use another name.`);
  for (const [name, decision] of Object.entries(definition.decisions ?? {})) {
    const wrong = wrongWith(name, decision);
    if (wrong) throw new Error(`${definition.name}: the decision "${name}" ${wrong}.`);
  }
  return {
    ...definition,
    workflowId: (input) =>
      definition.workflowId(input, {
        hash: (value) =>
          sha256(canonicalJson(value === input ? withoutDefaults(definition.input, input) : value)).slice(0, 32),
      }),
  };
}

const mostChoices = 10;

/** Undefined when nothing is. */
function wrongWith(name: string, { choices }: DecisionContract): string | undefined {
  if (Object.hasOwn(kitDecisions, name)) return 'has a name of the kit; use another';
  if (!/^[a-z][A-Za-z0-9]{0,62}$/.test(name)) return 'must have a camelCase name of at most 63 characters';
  if (choices.length < 1 || choices.length > mostChoices) return `must have 1 to ${mostChoices} choices`;
  if (new Set(choices).size < choices.length) return 'has a choice twice';
  const odd = choices.find((choice) => !/^[A-Z][A-Z0-9_]{0,39}$/.test(choice));
  return odd === undefined ? undefined : `has the choice "${odd}": write it in CAPITALS, at most 40`;
}

/** The steps of a contract in order, each with its weight. */
export const weightedSteps = (steps: StepList): { name: string; weight: number }[] =>
  steps.flatMap((step) =>
    typeof step === 'string'
      ? [{ name: step, weight: 1 }]
      : Object.entries(step).map(([name, weight]) => ({ name, weight })),
  );

/** How many failures end an activity: those it reports itself, not those of dead workers. */
export const allowedAttempts = ({ repeatable, retry }: Pick<ActivityContract, 'repeatable' | 'retry'>) =>
  repeatable === false ? 1 : (retry?.attempts ?? 3);

/** The Temporal activity type: activities of all workflows share a queue, so the name carries the workflow. */
export const activityType = (contract: { name: string }, activity: string) => `${contract.name}.${activity}`;
