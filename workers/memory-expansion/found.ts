import * as z from 'zod';
import { kind } from './contract.ts';

/** What a conversation says, with the words that say it: verified to be there. */
const foundMemory = z.object({
  kind,
  text: z.string(),
  confidence: z.number(),
  message: z.int(),
  quote: z.string(),
  saidAt: z.iso.datetime(),
});
export type FoundMemory = z.output<typeof foundMemory>;

export const foundMemories = z.object({ language: z.string().nullable(), memories: z.array(foundMemory) });

/** The same, held against what is known. */
export const memoryPlan = z.object({
  language: z.string().nullable(),
  /** Of what is known of the subject, as it was then. */
  revision: z.string(),
  embedder: z.string(),
  memories: z.array(
    foundMemory.extend({
      relation: z.enum(['NEW', 'SAME', 'CONTRADICTS', 'SUPERSEDES']),
      known: z.uuid().nullable(),
      /** Base64 of its bytes. */
      vector: z.string(),
    }),
  ),
});
