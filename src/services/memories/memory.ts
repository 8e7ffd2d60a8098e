import type { memories, memoryMentions } from '../../platform/db/tables/memories.ts';

type Row = typeof memories.$inferSelect;

/** What is known, or was, of somebody. */
export type Memory = Omit<Row, 'words' | 'vector' | 'embedder'> & {
  /** Where it was said, the newest first. */
  mentions: MemoryMention[];
};

export type MemoryMention = Pick<typeof memoryMentions.$inferSelect, 'run' | 'message' | 'quote' | 'saidAt'>;
export type MemoryKind = Row['kind'];
export type MemoryRetention = Row['retention'];

/** For how long what is said is kept, unless whoever hands in the conversation says otherwise. */
export const usualRetention: Readonly<Record<MemoryKind, MemoryRetention>> = {
  FACT: 'LONG',
  PREFERENCE: 'LONG',
  EVENT: 'MEDIUM',
  QUESTION: 'SHORT',
};

/** Of its text. */
export const longestMemory = 500;

/** The newest memories of a subject that are searched, and that new ones are held against. */
export const mostOfSubject = 2000;
