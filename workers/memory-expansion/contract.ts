import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { s3Object } from '../kit/objects.ts';
import { onBehalfOf, onBehalfOfLabel } from '../kit/on-behalf-of.ts';

/** By value; more go through storage, as everything that is by value stays in the history of the run. */
const most = { messages: 200, characters: 60_000 };
/** Of an object: what is read and asked of models has an end. */
export const mostOfObject = { bytes: 10_000_000, messages: 20_000, characters: 1_000_000 };

export const message = z
  .object({
    role: z.enum(['USER', 'ASSISTANT']).describe('Who says it. Only what the USER says becomes a memory.'),
    text: z.string().min(1).max(50_000).describe('What is said.'),
    at: z.iso.datetime({ offset: true }).optional().describe('When. Default: when the run began.'),
  })
  .meta({ id: 'ConversationMessage', description: 'One message of a conversation.' });
export type Message = z.output<typeof message>;

const retention = z.enum(['SHORT', 'MEDIUM', 'LONG']);
export const kind = z.enum(['FACT', 'PREFERENCE', 'EVENT', 'QUESTION']);

const input = z
  .object({
    subject: onBehalfOf.describe('Whom the memories are about, as you call them: an id, rather than a name.'),
    onBehalfOf: onBehalfOf
      .optional()
      .describe('For which of your users, as you call them; their quotas count. Default: the subject.'),
    messages: z
      .array(message)
      .max(most.messages)
      .optional()
      .describe(
        `The conversation, oldest first: at most ${most.messages} messages of 60,000 characters together. It stays in the history of the run for as long as Temporal keeps that.`,
      ),
    source: s3Object
      .optional()
      .describe('Instead of messages: an object with a JSON array of such messages, at most 10 MB of 20,000 messages.'),
    retention: retention
      .optional()
      .describe(
        'For how long all of it is kept. Default: LONG for facts and preferences, MEDIUM for events, SHORT for questions.',
      ),
  })
  .check(({ value, issues }) => {
    const { messages, source } = value;
    const wrong = (path: string, text: string) =>
      void issues.push({ code: 'custom', input: value, path: [path], message: text });
    if ((messages === undefined) === (source === undefined))
      wrong('messages', 'Give messages, or a source, and not both.');
    if (messages?.length === 0) wrong('messages', 'Must have a message.');
    const length = messages?.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
    if (length > most.characters)
      wrong('messages', `Must have at most ${most.characters} characters together: store them, and give a source.`);
  });

const counted = {
  found: z.int32().describe('Memories that were found in the conversation, with words that say so.'),
  dropped: z
    .int32()
    .describe('Those that were not taken, as their quote is not in the message of the user that they name.'),
};
const reconciled = {
  added: z.int32().describe('Those that were not known.'),
  same: z.int32().describe('Those that were, which are noted as said again.'),
  contradicting: z.int32().describe('Those that do not go together with a known one; both stay.'),
  superseding: z.int32().describe('Those that took the place of a known one, which ends.'),
};

const work = z.string().describe('Work key: what people have said stays out of the history.');

export const memoryExpansion = defineWorkflow({
  name: 'memoryExpansion',
  description: 'Finds in a conversation what is worth remembering of a person, and adds it to what is known of them.',
  taskQueue: 'ai',
  input,
  result: z.object({ ...counted, ...reconciled }),
  workflowId: ({ subject, ...rest }, { hash }) => `memories-${hash(subject)}-${hash({ subject, ...rest })}`,
  reuse: 'allowAfterFailure',
  labels: (given) => ({ [onBehalfOfLabel]: given.onBehalfOf ?? given.subject }),
  steps: [{ extract: 4 }, { reconcile: 2 }, 'index'],
  errors: {
    CONVERSATION_NOT_FOUND: 'There is no object at the source, or not in this version.',
    CONVERSATION_UNREADABLE: 'The object is no JSON array of messages.',
    CONVERSATION_TOO_LONG: 'The conversation is longer than can be read. Hand it in in parts.',
    MEMORIES_BUSY: 'What is known of the subject was changed by other runs again and again. Start it once more.',
    DATABASE_NEEDED: 'The worker has no database, where memories are kept: it needs the DATABASE_URL of the API.',
  },
  activities: {
    extract: defineActivity({
      step: 'extract',
      input: z.object({ messages: z.array(message).optional(), source: s3Object.optional(), said: z.iso.datetime() }),
      output: z.object({ work, ...counted }),
      startToClose: '1 hour',
      heartbeat: '10 seconds',
      retry: { attempts: 4 },
      repeatable: 'answers of models are stored, and asked for once',
    }),
    reconcile: defineActivity({
      step: 'reconcile',
      input: z.object({ subject: z.string(), work }),
      output: z.object({ work }),
      startToClose: '1 hour',
      heartbeat: '10 seconds',
      retry: { attempts: 4 },
      repeatable: 'reads, and answers of models are stored, and asked for once',
    }),
    index: defineActivity({
      step: 'index',
      input: z.object({ subject: z.string(), work, retention: retention.optional() }),
      output: z.object({ stale: z.boolean(), ...reconciled }),
      startToClose: '2 minutes',
      heartbeat: '10 seconds',
      retry: { attempts: 5, initialInterval: '1 second' },
      repeatable: 'all of it is stored in one transaction, which sees what the run has stored before',
    }),
  },
});
