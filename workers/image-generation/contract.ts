import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { workObject } from '../kit/objects.ts';
import { onBehalfOfLabel } from '../kit/on-behalf-of.ts';
import { backendName, imageGenerationInput } from './contract/input.ts';
import { refusalErrors } from './contract/refusal.ts';
import { imageGenerationResult, keptImage, missing } from './contract/result.ts';

const pixels = { width: z.int32(), height: z.int32() };

const object = z.object({ bucket: z.string(), key: z.string(), etag: z.string() });

/** The picture that a run starts from, as it is in the gallery. */
const parent = z.object({ id: z.uuid(), object, ...pixels });

/** What is to be made, whoever is asked. */
const wanted = z.object({
  /** In the words of whoever wants it; of an earlier picture where they have said none. */
  prompt: z.string(),
  style: z.string().nullable(),
  /** Null: larger by a factor. */
  size: z.string().nullable(),
  parent: parent.nullable(),
});

/** A picture that was made and not looked at yet. */
const made = z.object({
  position: z.int32(),
  key: workObject.shape.key,
  backend: backendName.nullable(),
  model: z.string().nullable(),
  seed: z.int().nullable(),
  costUsd: z.number().nullable(),
});

/** A picture that is fit to be kept, and what it looks like. */
const fit = made.extend({
  id: z.uuid(),
  ...pixels,
  fingerprint: z.string(),
  thumbhash: z.string(),
  duplicateOf: z.uuid().nullable(),
});

/** What the database says must not be lost because it was away for a minute. */
const patient = { attempts: 20, initialInterval: '1 second', maximumInterval: '15 seconds' } as const;

export const imageGeneration = defineWorkflow({
  name: 'imageGeneration',
  description: 'Makes pictures of words, or of an earlier picture, and stores them with where they come from.',
  taskQueue: 'ai',
  input: imageGenerationInput,
  result: imageGenerationResult,
  workflowId: (input, { hash }) => `imagine-${hash(input)}`,
  reuse: 'allowDuplicate',
  labels: ({ onBehalfOf: user }): Record<string, string> => (user === undefined ? {} : { [onBehalfOfLabel]: user }),
  steps: ['safety', { generate: 12 }, 'check', 'store'],
  errors: {
    ...refusalErrors,
    IMAGE_NOT_FOUND: 'There is no such picture in the gallery, or it is of another of your users.',
    NO_BACKEND: 'Nobody who is set up makes such a picture. The message names the variables to set.',
    IMAGE_BROKEN: 'What came is no picture, or a damaged one.',
    IMAGE_SIZE_WRONG: 'The picture that came has another size than the one that was asked for.',
    IMAGE_TOO_LARGE: 'The picture has more bytes or pixels than this deployment takes.',
    DESTINATION_NOT_ALLOWED: 'No picture may be stored there. Name another destination.',
    DATABASE_NEEDED: 'The worker has no database: set DATABASE_URL to the one of the API.',
    PROVIDER_REJECTED: 'Who makes pictures does not accept the key. The message names the variable to set.',
    PROVIDER_BUSY: 'Who makes pictures had too many requests, or was failing, each time it was tried.',
    REQUEST_REFUSED: 'Who makes pictures finds the request wrong: the model, or the size. The message says what.',
  },
  activities: {
    screen: defineActivity({
      step: 'safety',
      input: imageGenerationInput,
      output: z.object({
        wanted,
        /** Who is asked, in this order; null: their usual model. */
        backends: z.array(z.object({ backend: backendName, model: z.string().nullable() })),
        /** Of the first picture. */
        seed: z.int(),
      }),
      heartbeat: '10 seconds',
      startToClose: '2 minutes',
      retry: patient,
      repeatable: 'reads only, and the stored answer of the moderation is used again',
    }),
    generate: defineActivity({
      step: 'generate',
      input: z.object({
        input: imageGenerationInput,
        wanted,
        backend: backendName,
        model: z.string().nullable(),
        seed: z.int().nullable(),
        position: z.int32(),
      }),
      output: made,
      heartbeat: '10 seconds',
      startToClose: '5 minutes', // pictures take up to two
      retry: { attempts: 3, initialInterval: '2 seconds' },
      repeatable: 'a stored answer is used again, so it is not paid for twice',
    }),
    upscale: defineActivity({
      step: 'generate',
      input: z.object({ parent, factor: z.int32() }),
      output: made,
      taskQueue: 'media',
      heartbeat: '10 seconds',
      startToClose: '10 minutes',
      repeatable: "writes to this run's work key",
    }),
    check: defineActivity({
      step: 'check',
      input: z.object({ wanted, pictures: z.array(made), earlier: z.array(fit), onBehalfOf: z.string() }),
      output: z.object({ fit: z.array(fit), unfit: z.array(missing) }),
      taskQueue: 'media',
      heartbeat: '10 seconds',
      startToClose: '10 minutes',
      retry: patient,
      repeatable: 'reads only',
    }),
    store: defineActivity({
      step: 'store',
      input: z.object({ input: imageGenerationInput, wanted, pictures: z.array(fit) }),
      output: z.array(keptImage),
      taskQueue: 'media',
      heartbeat: '10 seconds',
      startToClose: '15 minutes',
      retry: patient,
      repeatable: 'what is in the gallery is not stored again',
    }),
    withdraw: defineActivity({
      step: 'store',
      input: z.object({ input: imageGenerationInput, ids: z.array(z.uuid()) }),
      output: z.object({}),
      heartbeat: '10 seconds',
      startToClose: '5 minutes',
      retry: patient,
      repeatable: 'deletes what is not in the gallery',
    }),
  },
});
