import type {
  KnowledgeDocument,
  KnowledgeFact,
  KnowledgeFound,
  KnowledgeHit,
} from '../../src/services/knowledge/hit.ts';
import { builder } from '../builder.ts';

const KnowledgeFactType = builder.objectRef<KnowledgeFact>('KnowledgeFact').implement({
  description: 'What a document says, with the words that say it.',
  fields: (t) => ({
    text: t.exposeString('text', { description: 'In a sentence, as a model has put it.' }),
    quote: t.exposeString('quote', { description: 'The words that say it, as they are in the document.' }),
    start: t.exposeInt('start', { description: 'Where the quote begins in the document, in UTF-16 code units.' }),
    end: t.exposeInt('end', { description: 'Where it ends.' }),
  }),
});

const KnowledgeDocumentType = builder.objectRef<KnowledgeDocument>('KnowledgeDocument').implement({
  description: 'A version of a source that was learned.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its UUID: what `deleteKnowledge` takes.' }),
    source: t.exposeString('source', { description: 'What it was learned under.' }),
    version: t.exposeInt('version', { description: 'From 1: learned again, the same source is the next.' }),
    category: t.exposeString('category', { description: 'Its category.' }),
    labels: t.exposeStringList('labels', { description: 'As `key=value`.' }),
    onBehalfOf: t.string({
      nullable: true,
      description: "For whom it was learned; null: it is everybody's.",
      resolve: ({ onBehalfOf }) => onBehalfOf || null,
    }),
    language: t.exposeString('language', { nullable: true, description: 'ISO 639-1; null: it cannot be told.' }),
    summary: t.exposeString('summary', { description: 'What it is about.' }),
    characters: t.exposeInt('characters', { description: 'Of its text, in UTF-16 code units.' }),
    run: t.exposeString('run', { description: 'First execution run id of the run that has learned it.' }),
    approvedBy: t.exposeString('approvedBy', {
      nullable: true,
      description: 'Who has agreed to it; null: nobody was asked.',
    }),
    learnedAt: t.expose('learnedAt', { type: 'DateTime', description: 'When it was stored.' }),
  }),
});

const KnowledgeHitType = builder.objectRef<KnowledgeHit>('KnowledgeHit').implement({
  description: 'A passage that was found, and where it is: to cite.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'UUID of the passage.' }),
    document: t.field({
      type: KnowledgeDocumentType,
      description: 'The document it is of.',
      resolve: ({ document }) => document,
    }),
    text: t.exposeString('text', { description: 'The passage, as it is in the document.' }),
    start: t.exposeInt('start', { description: 'Where it begins in the document, in UTF-16 code units.' }),
    end: t.exposeInt('end', { description: 'Where it ends.' }),
    page: t.exposeInt('page', { nullable: true, description: 'Of a PDF: on which page it begins, from 1.' }),
    facts: t.field({
      type: [KnowledgeFactType],
      description: 'What it says: at most 20.',
      resolve: ({ facts }) => facts,
    }),
    score: t.exposeFloat('score', { description: 'Of the fused order: comparable within this answer only.' }),
    wordRank: t.exposeInt('wordRank', {
      nullable: true,
      description: 'Its place among those found by words, from 1; null: it was not.',
    }),
    vectorRank: t.exposeInt('vectorRank', {
      nullable: true,
      description: 'Its place among those found by vectors, from 1; null: it was not.',
    }),
    likeness: t.exposeFloat('likeness', {
      nullable: true,
      description: 'How near its vector is, up to 1; null: it was not found by it.',
    }),
  }),
});

export const KnowledgeSearchType = builder.objectRef<KnowledgeFound>('KnowledgeSearch').implement({
  description: 'What was found, the best first.',
  fields: (t) => ({
    hits: t.field({ type: [KnowledgeHitType], description: 'Passages.', resolve: ({ hits }) => hits }),
    searchedByVector: t.int({
      description: 'Passages that were searched by their vectors.',
      resolve: ({ coverage }) => coverage.searched,
    }),
    leftOut: t.int({
      description:
        'Passages that were searched by their words alone, of all there are: `KNOWLEDGE_VECTOR_BYTES` has no room for them, or their vectors are of another provider until `reembedding` has made them anew.',
      resolve: ({ coverage }) => coverage.left,
    }),
    about: t.exposeString('about', { description: 'What the vectors can tell, and cannot.' }),
  }),
});
