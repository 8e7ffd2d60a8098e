import type { knowledgeDocuments } from '../../platform/db/tables/knowledge-documents.ts';
import type { Coverage } from './vector-index.ts';

/** A version of a source that was learned. */
export type KnowledgeDocument = Omit<
  typeof knowledgeDocuments.$inferSelect,
  'number' | 'fingerprint' | 'signature' | 'bands'
>;

/** What a passage says, with the words that say it. */
export interface KnowledgeFact {
  text: string;
  quote: string;
  start: number;
  end: number;
}

/** A passage that was found, and where it is. */
export interface KnowledgeHit {
  id: string;
  document: KnowledgeDocument;
  /** As it is in the document, where `start` and `end` are. */
  text: string;
  start: number;
  end: number;
  page: number | null;
  facts: KnowledgeFact[];
  /** Of the fused order: only comparable within one answer. */
  score: number;
  /** Its place among those found by words, and by vectors, from 1; null: it was not. */
  wordRank: number | null;
  vectorRank: number | null;
  likeness: number | null;
}

export interface KnowledgeFound {
  hits: KnowledgeHit[];
  coverage: Coverage;
  /** What the vectors can tell, and cannot. */
  about: string;
}
