import * as z from 'zod';
import { defineActivity, defineWorkflow } from './contract.ts';
import { runCounts } from './memo.ts';

/** Most items of one batch. */
export const mostItems = 10_000;
/** Most items of a batch that run at a time. Temporal allows a workflow 2,000 children (`limit.numPendingChildExecutions`). */
export const mostAtOnce = 200;

/** Where the items are: `<prefix>/0.json`, `<prefix>/1.json` … in the deployment's own bucket. */
const manifest = z.object({ prefix: z.string(), pages: z.int().min(0), items: z.int().min(0).max(mostItems) });
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

/** The one contract of all batches: what a batch starts is in its input. */
export const batch = defineWorkflow({
  name: 'batch',
  description: 'Does the same kind of work on many inputs.',
  taskQueue: 'media', // of the contract; each batch runs on the queue of its items
  input: z.object({
    workflow: z.string().describe('The workflow that does each item.'),
    taskQueue: z.string().describe('Its task queue.'),
    manifest: manifest.describe('Where the items are stored.'),
    concurrency: z.int32().min(1).max(mostAtOnce).describe('Items that run at a time.'),
    onFailure: z.enum(['CONTINUE', 'STOP']).describe('What a failed item means for those that have not begun.'),
    redo: z.enum(['NEVER', 'FAILED', 'ALWAYS']).describe('Which items run although they ran before.'),
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
  }),
  result: runCounts.omit({ since: true }),
  workflowId: ({ manifest: { prefix } }) => prefix.replace('/', '-'),
  reuse: 'allowDuplicate', // what has been done is skipped, so a second batch finishes the first
  steps: ['items'],
  errors: { ITEM_FAILED: 'An item failed, and the batch was to stop then.' },
  activities: {
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
