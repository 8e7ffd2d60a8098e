import type { Memory, MemoryKind, MemoryMention, MemoryRetention } from '../../src/services/memories/memory.ts';
import { builder } from '../builder.ts';
import { described } from '../described.ts';
import { connectionType } from '../page.ts';

const kindWords: Record<MemoryKind, string> = {
  FACT: 'What they say of themselves.',
  PREFERENCE: 'What they like, or want to be done in a certain way.',
  EVENT: 'What has happened, or is planned.',
  QUESTION: 'What they have asked, and nobody has answered.',
};
const retentionWords: Record<MemoryRetention, string> = {
  SHORT: 'For `MEMORY_SHORT_DAYS`.',
  MEDIUM: 'For `MEMORY_MEDIUM_DAYS`.',
  LONG: 'For `MEMORY_LONG_DAYS`.',
};

export const MemoryKindType = builder.enumType('MemoryKind', {
  description: 'What a memory is.',
  values: described(kindWords),
});

const MemoryRetentionType = builder.enumType('MemoryRetention', {
  description: 'For how long a memory is kept from when it was learned.',
  values: described(retentionWords),
});

const MemoryMentionType = builder.objectRef<MemoryMention>('MemoryMention').implement({
  description: 'Where a memory was said.',
  fields: (t) => ({
    run: t.exposeString('run', { description: 'First execution run id of the run that has found it.' }),
    message: t.exposeInt('message', { description: 'Which message of the conversation, from 0.' }),
    quote: t.exposeString('quote', { description: 'The words that say it, as they are in the message.' }),
    saidAt: t.expose('saidAt', { type: 'DateTime', description: 'When it was said.' }),
  }),
});

export const MemoryType = builder.objectRef<Memory>('Memory').implement({
  description:
    'What is known of somebody, or was. Nothing is written over: what is not true any more has an end, and what took its place names it.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its UUID.' }),
    subject: t.exposeString('subject', { description: 'Whom it is about.' }),
    kind: t.expose('kind', { type: MemoryKindType, description: 'What it is.' }),
    text: t.exposeString('text', { description: 'In a sentence.' }),
    confidence: t.exposeFloat('confidence', { description: 'How sure the model was, from 0 to 1.' }),
    validFrom: t.expose('validFrom', { type: 'DateTime', description: 'When it was first said.' }),
    validTo: t.expose('validTo', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when something else is true; null: it holds.',
    }),
    supersedes: t.exposeID('supersedes', { nullable: true, description: 'Id of the memory whose place it took.' }),
    contradicts: t.exposeID('contradicts', {
      nullable: true,
      description: 'Id of a memory that it does not go together with, where nothing says which is true.',
    }),
    correctedBy: t.exposeString('correctedBy', {
      nullable: true,
      description: 'Who has said so by `correctMemory`; null: a conversation has, where `mentions` say.',
    }),
    retention: t.expose('retention', { type: MemoryRetentionType, description: 'For how long it is kept.' }),
    learnedAt: t.expose('learnedAt', { type: 'DateTime', description: 'When it was stored.' }),
    mentions: t.expose('mentions', {
      type: [MemoryMentionType],
      description: 'Where it was said, the newest first: at most 20.',
    }),
  }),
});

export const MemoryConnection = connectionType('Memory', MemoryType, { one: 'memory', page: 'A page of memories.' });
