import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { s3Object, workObject } from '../kit/objects.ts';
import { onBehalfOf, onBehalfOfLabel } from '../kit/on-behalf-of.ts';
import { words } from '../kit/words.ts';

/** More go into an object in storage: inputs travel through histories. */
const mostText = 50_000;

const policy = z
  .enum(['ALWAYS', 'WHEN_DOUBTFUL', 'NEVER'])
  .default('WHEN_DOUBTFUL')
  .describe(
    'When a person has to agree. WHEN_DOUBTFUL: when checks or the model found something odd, but nothing to refuse it for. NEVER: what is doubtful is refused.',
  );

const input = z
  .object({
    text: z
      .string()
      .min(1)
      .max(mostText)
      .optional()
      .describe(`The content itself, up to ${mostText} characters. Store what is longer, and name it as \`document\`.`),
    document: s3Object
      .optional()
      .describe('Or a stored document: text or Markdown in UTF-8 or UTF-16, HTML, PDF or docx, up to 50 MB.'),
    source: words(400)
      .optional()
      .describe(
        'What the content is known as, such as its address. Learned again, the same source becomes a new version. Default: bucket and key of the document.',
      ),
    category: words(100).default('general').describe('What it is about, to search by.'),
    labels: z
      .array(
        z
          .object({ key: words(60).describe('Its name.'), value: words(200).describe('Its value.') })
          .meta({ id: 'KnowledgeLabel', description: 'Something to search by.' }),
      )
      .max(20)
      .default([])
      .describe('What else to search by.'),
    onBehalfOf: onBehalfOf.optional(),
    requireApproval: policy,
  })
  .check(({ value: { text, document, source }, issues }) => {
    const issue = (at: string, message: string) =>
      issues.push({ code: 'custom', input: undefined, path: [at], message });
    if ((text === undefined) === (document === undefined)) issue('text', 'Give either `text` or `document`.');
    else if (text !== undefined && source === undefined)
      issue('source', 'A text has no name of its own: say what it is known as.');
  });

const finding = z
  .object({
    code: z
      .enum([
        'OVERRIDE',
        'ROLE_MARK',
        'ADDRESSES_MODEL',
        'ASKS_FOR_PROMPT',
        'SENDS_DATA',
        'HIDDEN_TEXT',
        'UNVERIFIED_VERDICT',
        'REFUSED_AGAIN',
        'FEW_QUOTES',
      ])
      .describe('What is odd.'),
    message: z.string().describe('In a sentence.'),
  })
  .meta({ id: 'KnowledgeFinding', description: 'Something odd about a content.' });

const about = z.object({
  source: z.string(),
  onBehalfOf: z.string().describe('Empty: everybody.'),
});

/** The text of the content, with what is known of it, stored under a work key. */
const content = z.object({ text: workObject });

const place = {
  document: z.uuid().describe('Of the knowledge that has the content now.'),
  source: z.string().describe('What it is known as.'),
  version: z.int32().describe('Which version of its source it is, from 1.'),
};
/** As activities tell it: those of runs that began earlier told no source, which then is that of the run. */
const found = { ...place, source: place.source.optional() };

const reason = z.enum(['UNSAFE', 'INJECTION', 'REJECTED']);

const counts = {
  facts: z.int32().describe('Facts whose quote was found in the text.'),
  dropped: z
    .int32()
    .describe('What the model said that was left out, as its quote is not in the text or says something else.'),
};

const shownFact = z
  .object({ text: z.string().describe('What is said.'), quote: z.string().describe('The words that say it.') })
  .meta({ id: 'KnowledgeFactShown', description: 'A fact and the words it comes from.' });

/** What the database says must not be lost because it was away for a minute. */
const patient = { attempts: 20, initialInterval: '1 second', maximumInterval: '15 seconds' } as const;

export const aiLearning = defineWorkflow({
  name: 'aiLearning',
  description: 'Learns a content: checks it, has its facts found and quoted, and stores it where `knowledge` searches.',
  taskQueue: 'ai',
  input,
  result: z.object({
    outcome: z
      .enum(['LEARNED', 'ALREADY_KNOWN'])
      .describe('ALREADY_KNOWN: the same content was learned before, and nothing was stored.'),
    ...place,
    language: z.string().nullable().describe('ISO 639-1; null: it cannot be told.'),
    passages: z.int32().describe('Into how many passages it was cut.'),
    ...counts,
    findings: z.array(finding).describe('What was odd, and let pass.'),
  }),
  workflowId: (given, { hash }) => `learn-${hash(given)}`,
  reuse: 'allowDuplicate',
  labels: ({ onBehalfOf: user }): Record<string, string> => (user === undefined ? {} : { [onBehalfOfLabel]: user }),
  steps: ['read', 'validate', 'vault', { judge: 3 }, { understand: 6 }, 'store'],
  detail: z.object({
    characters: z.int32().describe('Length of the text.'),
    ...counts,
  }),
  errors: {
    DOCUMENT_NOT_FOUND: 'There is no such object.',
    DOCUMENT_CHANGED: 'The object is not the version that was asked for, or was replaced while it was read.',
    DOCUMENT_TOO_LARGE:
      'The document has more bytes, pages or characters than are read, or takes too long or too much memory.',
    DOCUMENT_ENCRYPTED: 'The document is protected by a password.',
    DOCUMENT_HAS_MACROS: 'The document contains macros.',
    DOCUMENT_DAMAGED: 'The document is damaged or incomplete.',
    DOCUMENT_EMPTY: 'The document has no text.',
    DOCUMENT_NOT_TEXT: 'The document is of a kind that is not read, or in an encoding that cannot be told.',
    HAS_SECRETS: 'The content has keys, passwords or card numbers in it. Take them out.',
    NEAR_DUPLICATE: 'Nearly the same is known under another source. The message names it.',
    REFUSED_BEFORE: 'The same, or nearly the same, was refused for ever. The message says why and by whom.',
    CONTENT_UNSAFE: 'The model found the content unsafe. It is refused for ever.',
    CONTENT_INJECTION: 'The content tries to give instructions to models. It is refused for ever.',
    DOUBTFUL: 'Something about the content is odd, and nobody may be asked.',
    NOT_APPROVED: 'A person did not agree, or nobody did in time.',
    DATABASE_NEEDED: 'The worker has no database: set DATABASE_URL to the one of the API.',
    PROVIDER_REJECTED: 'The provider of models does not accept the key. The message names the variable to set.',
    PROVIDER_BUSY: 'The provider of models had too many requests, or was failing, each time it was tried.',
  },
  activities: {
    read: defineActivity({
      step: 'read',
      input,
      output: content,
      heartbeat: '10 seconds',
      startToClose: '5 minutes',
      repeatable: 'writes the same bytes to the same key',
    }),
    validate: defineActivity({
      step: 'validate',
      input: z.object({ about, content }),
      output: z.object({
        known: z.object(found).nullable().describe('What has the same content.'),
        language: z.string().nullable(),
        findings: z.array(finding),
      }),
      heartbeat: '10 seconds',
      startToClose: '1 minute',
      retry: patient,
      repeatable: 'reads only',
    }),
    vault: defineActivity({
      step: 'vault',
      input: z.object({ content }),
      output: z.object({ lifted: z.boolean() }),
      heartbeat: '10 seconds',
      startToClose: '30 seconds',
      retry: patient,
      repeatable: 'reads only',
    }),
    judge: defineActivity({
      step: 'judge',
      input: z.object({ content }),
      output: z.object({
        refused: z
          .object({ reason: z.enum(['UNSAFE', 'INJECTION']), explanation: z.string(), model: z.string() })
          .nullable(),
        findings: z.array(finding),
      }),
      heartbeat: '10 seconds',
      startToClose: '30 minutes',
      retry: { attempts: 4 },
      repeatable: 'stored answers are used again',
    }),
    understand: defineActivity({
      step: 'understand',
      input: z.object({ content }),
      output: z.object({
        understood: workObject,
        beginning: z.string(),
        summary: z.string(),
        shown: z.array(shownFact),
        passages: z.int32(),
        ...counts,
      }),
      heartbeat: '10 seconds',
      startToClose: '1 hour',
      retry: { attempts: 4 },
      repeatable: 'stored answers are used again',
    }),
    refuse: defineActivity({
      step: 'judge',
      input: z.object({ about, content, reason, explanation: z.string(), by: z.string() }),
      output: z.object({}),
      heartbeat: '10 seconds',
      startToClose: '30 seconds',
      retry: patient,
      repeatable: 'a content is in the vault once',
    }),
    store: defineActivity({
      step: 'store',
      input: z.object({
        about,
        content,
        understood: workObject,
        category: z.string(),
        labels: z.array(z.string()),
        language: z.string().nullable(),
        approvedBy: z.string().nullable(),
      }),
      output: z.object({
        outcome: z.enum(['LEARNED', 'ALREADY_KNOWN']),
        ...found,
      }),
      heartbeat: '10 seconds',
      startToClose: '30 minutes',
      retry: patient,
      repeatable: 'a run stores one document, in one transaction',
    }),
  },
  decisions: {
    learn: {
      question: 'Shall this be learned?',
      choices: ['APPROVE', 'REJECT', 'REFUSE_FOR_EVER'],
      show: z.object({
        source: z.string().describe('What it is known as.'),
        category: z.string().describe('What it is about.'),
        onBehalfOf: z.string().nullable().describe('Whose knowledge it is; null: everybody’s.'),
        document: s3Object.nullable().describe('Where it comes from; null: it was sent as text.'),
        language: z.string().nullable().describe('ISO 639-1.'),
        beginning: z.string().describe('How it begins.'),
        summary: z.string().describe('What it says, in the words of a model.'),
        facts: z.array(shownFact).describe('The first of the facts found in it.'),
        findings: z.array(finding).describe('What is odd about it.'),
      }),
    },
  },
});
