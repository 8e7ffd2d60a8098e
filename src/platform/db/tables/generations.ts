import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/**
 * PENDING: under way. FAILED: the provider said no, or its answer could not be used. LOST: nobody knows what became of it, so it
 * counts as much as it may have cost; CANCELED counts the same, as providers charge for what they have begun.
 */
export const generationOutcome = pgEnum('generation_outcome', ['PENDING', 'SUCCEEDED', 'FAILED', 'CANCELED', 'LOST']);

const texts = (name: string) =>
  text(name)
    .array()
    .notNull()
    .default(sql`'{}'`);
/** Millionths of a US dollar. */
const money = (name: string) => bigint(name, { mode: 'number' });

/** One row for each call of a model that a provider was asked for, whatever became of it. */
export const generations = pgTable(
  'generations',
  {
    id: uuid('id').primaryKey(),
    /** First execution run id of the run it was made for. */
    run: text('run').notNull(),
    /** The same of the runs above it: what started it, and what started that. */
    parents: texts('parents'),
    workflowId: text('workflow_id').notNull(),
    /** Workflow type. */
    workflow: text('workflow').notNull(),
    /** Labels of the run and of the runs above it, as Temporal stores them. */
    labels: texts('labels'),
    step: text('step'),
    activity: text('activity').notNull(),
    /** Which of the run's activity calls: the same through its attempts, and through resets of the run. */
    task: text('task').notNull(),
    /** Run id of the execution, as attempts begin anew when it is reset. */
    execution: text('execution').notNull(),
    attempt: integer('attempt').notNull(),
    /** What it is for, in the words of the activity. */
    purpose: text('purpose').notNull(),
    /** Which of the task's calls of models: a repeat of the activity that asks the same has the same. */
    call: text('call').notNull(),
    model: text('model').notNull(),
    promptName: text('prompt_name'),
    promptVersion: text('prompt_version'),
    outcome: generationOutcome('outcome').notNull().default('PENDING'),
    /** Code of what it failed of. */
    failure: text('failure'),
    /** Tokens of each kind, each counted once; null: not known. */
    input: integer('input'),
    output: integer('output'),
    cacheRead: integer('cache_read'),
    cacheWrite: integer('cache_write'),
    imageInput: integer('image_input'),
    imageOutput: integer('image_output'),
    /** Images that were made. */
    images: integer('images'),
    /** Null: it goes on, or the model's price is not known. */
    cost: money('cost'),
    /** The most it may cost; null: the model's price is not known. */
    reserved: money('reserved'),
    /** Accounts in `spending` that this is reserved in, or was spent from. */
    accounts: texts('accounts'),
    pricesVersion: text('prices_version').notNull(),
    latencyMs: integer('latency_ms'),
    /** The provider's own name of the call. */
    requestId: text('request_id'),
    /** What a repeat gets instead of calling again; never bytes. Null once nobody needs it any more. */
    answer: jsonb('answer'),
    startedAt: timestamp('started_at', { withTimezone: true })
      .notNull()
      .default(sql`now()`),
    endedAt: timestamp('ended_at', { withTimezone: true }),
  },
  (table) => [
    index('generations_run').on(table.run, table.call),
    index('generations_parents').using('gin', table.parents),
    index('generations_started_at').on(table.startedAt),
    index('generations_workflow').on(table.workflow, table.startedAt),
    index('generations_pending')
      .on(table.run)
      .where(sql`outcome = 'PENDING'`),
    index('generations_answered')
      .on(table.startedAt)
      .where(sql`answer IS NOT NULL`),
  ],
);
