import * as z from 'zod';
import { brandKey } from '../kit/brand-key.ts';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { s3Object } from '../kit/objects.ts';
import { webAddress } from '../kit/web-address.ts';
import { draft, finding, post, seen } from './contract/post.ts';
import { channel, outcome, prepared, publication, state } from './contract/publication.ts';

const input = z.object({
  brand: brandKey,
  photo: z
    .uuid('Must be the `uuid` of a photo, as the query `photos` has it.')
    .optional()
    .describe('The `uuid` of the photo to post. Default: the one whose turn it is.'),
  dryRun: z
    .boolean()
    .default(false)
    .describe('Stops before anything is published, asks nobody, and shows what would be published.'),
});

/** What a run needs to know of its brand, as it is when the run begins. Nothing secret. */
const brand = z.object({
  id: z.uuid(),
  key: brandKey,
  name: z.string(),
  language: z.string(),
  voice: z.string(),
  link: z.string(),
  hashtags: z.array(z.string()),
  bannedWords: z.array(z.string()),
  qualityThreshold: z.int32(),
  approval: z.enum(['ALWAYS', 'BELOW_THRESHOLD', 'NEVER']),
  channels: z.array(z.object({ kind: channel, account: z.string() })).min(1),
});

/** The photo that this run has reserved. */
const photo = z.object({ id: z.uuid(), source: s3Object, likeness: z.uuid() });

/** What the ledger says of a post must not be lost because the database was away. */
const patient = { attempts: 1000, initialInterval: '1 second', maximumInterval: '1 minute' } as const;

const ending = z.enum(['PUBLISHED', 'PARTIAL', 'REJECTED', 'DRY_RUN']);

/** Longest time for one attempt to publish: only when it is over can nobody send any more. */
export const publishWindow = '30 seconds';

export const feedPublication = defineWorkflow({
  name: 'feedPublication',
  description: 'Chooses a photo of a brand, has a caption written for it, and publishes both, each channel once.',
  taskQueue: 'publishing',
  input,
  result: z.object({
    outcome: ending.describe('PARTIAL: not every channel has it. REJECTED: a person has said no.'),
    photo: s3Object.describe('The photo.'),
    prepared: z.array(prepared).describe('What was sent, or would be.'),
    posts: z.array(outcome).describe('What became of it at each channel; none of a dry run.'),
    findings: z.array(finding).describe('What was found wrong and let pass.'),
  }),
  workflowId: ({ brand: key, photo: chosen, dryRun }) =>
    `feed-${key}${chosen ? `-${chosen}` : ''}${dryRun ? '-dry' : ''}`,
  reuse: 'allowDuplicate',
  labels: ({ brand: key }) => ({ brand: key }),
  publishes: ({ brand: key, dryRun }) => (dryRun ? null : key),
  steps: ['reserve', { look: 2 }, { write: 4 }, 'decide', 'prepare', { publish: 3 }, 'report'],
  errors: {
    BRAND_NOT_FOUND: 'There is no brand of this key.',
    BRAND_NOT_CONNECTED:
      'The brand has no channel that can be published to. The message says which token is to be renewed.',
    NO_PHOTO: 'No photo of the brand may be posted now.',
    PHOTO_NOT_FREE: 'The photo that was asked for is excluded, missing, or reserved by another run.',
    PHOTO_UNREADABLE: 'The photo could not be read.',
    DATABASE_NEEDED: 'The worker has no database: set DATABASE_URL to the one of the API.',
    PHOTO_UNFIT:
      'The photo is rated below the threshold of the brand, and nobody may be asked. The next run takes another.',
    CAPTION_UNFIT:
      'No caption without findings was written, and nobody may be asked. The next run takes another photo.',
    NOT_PUBLISHED: 'No channel has taken the post.',
    PROVIDER_REJECTED: 'The provider of models does not accept the key. The message names the variable to set.',
    PROVIDER_BUSY: 'The provider of models had too many requests, or was failing, each time it was tried.',
  },
  activities: {
    reserve: defineActivity({
      step: 'reserve',
      input,
      output: z.object({ brand, photo }),
      startToClose: '30 seconds',
      retry: { attempts: 20, initialInterval: '1 second', maximumInterval: '15 seconds' },
      repeatable: 'a run has one photo, and is given the same again',
    }),
    look: defineActivity({
      step: 'look',
      input: z.object({ brand, photo }),
      output: seen,
      taskQueue: 'ai',
      startToClose: '5 minutes',
      retry: { attempts: 4, initialInterval: '2 seconds' },
      repeatable: 'a stored answer is used again',
    }),
    write: defineActivity({
      step: 'write',
      input: z.object({ brand, seen, findings: z.array(finding) }),
      output: draft,
      taskQueue: 'ai',
      startToClose: '5 minutes',
      retry: { attempts: 4, initialInterval: '2 seconds' },
      repeatable: 'a stored answer is used again',
    }),
    check: defineActivity({
      step: 'write',
      input: z.object({ brand, photo, seen, draft }),
      output: z.array(finding),
      startToClose: '1 minute',
      repeatable: 'reads only',
    }),
    prepare: defineActivity({
      step: 'prepare',
      input: z.object({ brand, photo, draft }),
      output: z.array(prepared),
      startToClose: '5 minutes',
      repeatable: 'writes the same bytes to the same keys',
    }),
    plan: defineActivity({
      step: 'prepare',
      input: z.object({ brand, photo, draft, prepared: z.array(prepared) }),
      output: z.array(publication),
      startToClose: '30 seconds',
      retry: patient,
      repeatable: 'a run has one row for each channel',
    }),
    stage: defineActivity({
      step: 'publish',
      input: publication,
      output: z.object({ state }),
      startToClose: '10 minutes',
      retry: { attempts: 8, initialInterval: '5 seconds', maximumInterval: '5 minutes' },
      repeatable: 'what is staged is not public, and is used again',
    }),
    publish: defineActivity({
      step: 'publish',
      input: publication,
      output: z.object({ state, waitMs: z.number().describe('For how long the channel wants to be left alone.') }),
      startToClose: publishWindow,
      repeatable: false,
    }),
    reconcile: defineActivity({
      step: 'publish',
      input: publication,
      output: z.object({ state, againInMs: z.number().describe('When it is worth asking again.') }),
      startToClose: '2 minutes',
      retry: { attempts: 10, initialInterval: '5 seconds', maximumInterval: '2 minutes' },
      repeatable: 'asks the channel, and writes down only what is certain',
    }),
    giveUp: defineActivity({
      step: 'publish',
      input: publication,
      output: z.object({
        state,
        attempts: z.int32().describe('How often it was sent, or was about to be.'),
        caption: z.string(),
        account: z.string(),
        since: z.iso.datetime(),
        why: z.string(),
      }),
      startToClose: '30 seconds',
      retry: patient,
      repeatable: 'says of a row that nobody knows, which may be said twice',
    }),
    settle: defineActivity({
      step: 'publish',
      input: publication.extend({
        attempts: z.int32().describe('Of which attempt it is said.'),
        choice: z.enum(['IT_IS_LIVE', 'POST_IT', 'DROP_IT']),
        permalink: webAddress.nullable(),
        by: z.string().nullable(),
      }),
      output: z.object({ state }),
      startToClose: '30 seconds',
      retry: patient,
      repeatable: 'says of a row what was decided, which may be said twice',
    }),
    drop: defineActivity({
      step: 'publish',
      input: publication.extend({ why: z.string() }),
      output: z.object({ state }),
      startToClose: '30 seconds',
      retry: patient,
      repeatable: 'says of a row that it was not taken, which may be said twice',
    }),
    outcome: defineActivity({
      step: 'publish',
      input: publication,
      output: outcome,
      startToClose: '2 minutes',
      retry: patient,
      repeatable: 'reads a row, and asks its channel where a post is seen',
    }),
    report: defineActivity({
      step: 'report',
      input: z.object({
        brand: brandKey,
        outcome: z.enum([...ending.options, 'FAILED']),
        failure: z.object({ code: z.string(), message: z.string() }).nullable(),
      }),
      output: z.object({ sent: z.boolean().describe('False: there is no webhook.') }),
      startToClose: '30 seconds',
      // What nobody takes for so long is in the ledger and in the report of the day.
      scheduleToClose: '1 hour',
      retry: { attempts: 1000, initialInterval: '2 seconds', maximumInterval: '1 minute' },
      repeatable: 'the same news has the same id, by which receivers know it',
    }),
    release: defineActivity({
      step: 'report',
      input: z.object({ passedOver: z.boolean().describe('Others shall come before it the next time.') }),
      output: z.object({}),
      startToClose: '30 seconds',
      retry: patient,
      repeatable: 'a photo that is free stays free',
    }),
  },
  decisions: {
    post: {
      question: 'Shall this be posted?',
      choices: ['APPROVE', 'REJECT'],
      show: z.object({
        brand: z.string().describe('Name of the brand.'),
        photo: s3Object.describe('The photo.'),
        ...post,
        findings: z.array(finding).describe('What is wrong with it.'),
      }),
      edit: z.object(post).partial(),
    },
    unconfirmed: {
      question: 'Is this post public? Look at the account before you answer.',
      choices: ['IT_IS_LIVE', 'POST_IT', 'DROP_IT', 'CHECK_AGAIN'],
      show: z.object({
        publication: z.uuid().describe('Its id.'),
        channel,
        account: z.string().describe('Id of the page or account.'),
        caption: z.string().describe('What it says.'),
        since: z.iso.datetime().describe('When it was sent.'),
        why: z.string().describe('Why nobody knows.'),
      }),
      edit: z.object({ permalink: webAddress.optional().describe('Where it is seen.') }),
    },
  },
});
