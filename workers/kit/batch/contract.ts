import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../contract.ts';
import { runCounts } from '../wire/memo.ts';

/** Most items of one batch. */
export const mostItems = 10_000;
/** Most items of a batch that run at a time. Temporal allows a workflow 2,000 children (`limit.numPendingChildExecutions`). */
const mostAtOnce = 200;

/** Where the items are: `<prefix>/0.json`, `<prefix>/1.json` … in the deployment's own bucket. */
export const manifest = z.object({ prefix: z.string(), pages: z.int().min(0), items: z.int().min(0).max(mostItems) });
export type Manifest = z.output<typeof manifest>;

/** What is known of an item before it runs. */
export const batchItem = z.object({
  /** Workflow id: the same work has the same id, in a batch or alone. */
  id: z.string(),
  /** As the caller sent it; the item's own workflow parses it. */
  input: z.unknown(),
});
export type BatchItem = z.output<typeof batchItem>;

/** How an item is that the batch could not start: it runs, has completed, has ended otherwise, or is not known (any more). */
const itemStatus = z.enum(['RUNNING', 'COMPLETED', 'ENDED', 'UNKNOWN']);
export type ItemStatus = z.output<typeof itemStatus>;

/** The Temporal workflow type of the batches of a workflow. */
export const batchName = (workflow: string) => `${workflow}Batch`;
export const isBatchName = (type: string) => /.Batch$/.test(type);
/** The workflow whose batches have the type. */
export const itemWorkflow = (type: string) => type.replace(/Batch$/, '');

export const failureMode = z
  .enum(['CONTINUE', 'STOP'])
  .meta({ id: 'BatchFailureMode', description: 'What a failed item means for the rest of its batch.' });

/** What people choose about a batch that is not the input of its items. */
export const batchChoices = z.object({
  concurrency: z
    .int32()
    .min(1)
    .max(mostAtOnce)
    .default(20)
    .describe(`Items that run at a time, 1 to ${mostAtOnce}. Workers decide how many of them they really do.`),
  onFailure: failureMode.default('CONTINUE').describe('What a failed item means.'),
  rerun: z
    .boolean()
    .default(false)
    .describe(
      'Do also what has been done before. Otherwise what is done is skipped, and what has failed is tried again, ' +
        'unless the workflow allows its work only once.',
    ),
});

/** Stored objects, each to be an item; what the settings are is for the workflow of the items to say. */
const selection = z.object({
  bucket: z.string(),
  prefix: z.string().optional(),
  glob: z.string().optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});
export type BatchSelection = z.output<typeof selection>;

const redo = z.enum(['NEVER', 'FAILED', 'ALWAYS']);
/** The items of a batch, stored, and which of them run although they ran before. */
const stored = z.object({ manifest, redo });
export type StoredBatch = z.output<typeof stored>;

/** A batch whose items are known. */
const listed = z.object({
  workflow: z.string().describe('The workflow that does each item.'),
  taskQueue: z.string().describe('Its task queue.'),
  manifest: manifest.describe('Where the items are stored.'),
  concurrency: z.int32().min(1).max(mostAtOnce).describe('Items that run at a time.'),
  onFailure: failureMode.describe('What a failed item means for those that have not begun.'),
  redo: redo.describe('Which items run although they ran before.'),
  from: z
    .object({
      page: z.int32(),
      item: z.int32(),
      counts: runCounts,
      /** Ids of items that run elsewhere and are waited for. */
      elsewhere: z.array(z.string()),
    })
    .optional()
    .describe('Where an earlier execution of this batch has stopped.'),
});
export type ListedBatch = z.output<typeof listed>;

/** A batch that selects its items itself, once it runs: what a schedule starts. Its type says which workflow does them. */
const selecting = z.object({ select: selection.describe('What the items are.'), ...batchChoices.shape });
export type SelectingBatch = z.output<typeof selecting>;

/** The one contract of all batches: what a batch starts is in its input. */
export const batch = defineWorkflow({
  name: 'batch',
  description: 'Does the same kind of work on many inputs.',
  taskQueue: 'media', // of the contract; each batch runs on the queue of its items
  input: z.union([listed, selecting], { error: 'Must say what to select: a bucket, and how to go about it.' }),
  result: runCounts.omit({ since: true, unit: true }),
  workflowId: (input, { hash }) =>
    'manifest' in input ? input.manifest.prefix.replace('/', '-') : `batch-${hash(input)}`,
  reuse: 'allowDuplicate', // what has been done is skipped, so a second batch finishes the first
  steps: [{ select: 0 }, 'items'], // how long a selection takes says nothing of how long its items will
  errors: {
    ITEM_FAILED: 'An item failed, and the batch was to stop then.',
    SELECTION_INVALID:
      'The selection or its settings do not fit the workflow: correct them where the batch is started.',
    BUCKET_NOT_ALLOWED: 'Runs may not use the bucket: select from another, or allow it with S3_ALLOWED_BUCKETS.',
    BUCKET_NOT_FOUND: 'There is no such bucket: create it, or select from another.',
    TOO_MANY_OBJECTS: 'More objects match than a batch takes, or are looked through: select fewer.',
  },
  activities: {
    select: defineActivity({
      step: 'select',
      input: z.object({ workflow: z.string(), select: selection, rerun: z.boolean() }),
      output: stored,
      startToClose: '15 minutes',
      retry: { attempts: 10 },
      repeatable: 'stores what it selects under a hash of it',
    }),
    page: defineActivity({
      step: 'items',
      input: z.object({ prefix: z.string(), page: z.int() }),
      output: z.object({ items: z.array(batchItem) }),
      startToClose: '1 minute',
      retry: { attempts: 10 },
      repeatable: 'reads only',
    }),
    look: defineActivity({
      step: 'items',
      input: z.object({ ids: z.array(z.string()).max(mostAtOnce) }),
      output: z.object({ statuses: z.array(itemStatus) }),
      startToClose: '1 minute',
      retry: { attempts: 10 },
      repeatable: 'reads only',
    }),
  },
});
