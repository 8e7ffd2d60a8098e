import * as z from 'zod';
import { memoryReconciliationPrompt } from '../../prompts/memory-reconciliation.ts';
import type { Prompts } from '../../src/platform/ai/prompts.ts';
import { likeness } from '../../src/platform/embeddings/likeness.ts';
import type { KnownMemory } from '../../src/services/memories/known.ts';
import type { NewMemory } from '../../src/services/memories/remember.ts';
import type { Ai } from '../kit/ai.ts';
import type { FoundMemory } from './found.ts';
import { material } from './material.ts';

type Verdict = Pick<NewMemory, 'relation' | 'known'>;
type Candidate = FoundMemory & { vector: Float32Array };

interface Tools {
  /** What has made the vectors of what was found. */
  embedder: string;
  ai: Ai;
  prompts: Prompts;
}

/** Known ones that each is held against: all there are of few, else those that are the nearest. */
const [nearestOfEach, fewEnough] = [6, 40];
const mostAtOnce = 20;

const answer = z.object({
  verdicts: z
    .array(
      z.object({
        found: z.int(),
        relation: z.enum(['NEW', 'SAME', 'CONTRADICTS', 'SUPERSEDES']),
        known: z.int().nullable(),
      }),
    )
    .max(2 * mostAtOnce),
});

const none: Verdict = { relation: 'NEW', known: null };
/** Of signs alone it says nothing, so that they stay. */
const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim() || text;

/**
 * Says of each what it is to what is known. What is known in the same words needs no model, nor does anybody of whom nothing
 * is known. A verdict that names what was not shown counts as none.
 */
export async function reconcile(
  found: readonly Candidate[],
  known: readonly KnownMemory[],
  { embedder, ai, prompts, report }: Tools & { report(done: number): void },
): Promise<Verdict[]> {
  const words = new Map(known.map((memory) => [plain(memory.text), memory.id]));
  const verdicts = found.map(({ text }): Verdict | null => {
    const same = words.get(plain(text));
    return same ? { relation: 'SAME', known: same } : known.length === 0 ? none : null;
  });
  const open = [...verdicts.keys()].filter((at) => verdicts[at] === null);
  for (let at = 0; at < open.length; at += mostAtOnce) {
    const group = open.slice(at, at + mostAtOnce);
    const given = await judge(
      group.map((place) => found[place]!),
      known,
      { embedder, ai, prompts },
    );
    for (const [index, place] of group.entries()) verdicts[place] = given[index] ?? none;
    report(found.length - open.length + at + group.length);
  }
  return verdicts.map((verdict) => verdict ?? none);
}

async function judge(
  group: readonly Candidate[],
  known: readonly KnownMemory[],
  { embedder, ai, prompts }: Tools,
): Promise<Verdict[]> {
  const shown = shownTo(group, known, embedder);
  const prompt = await prompts.render(memoryReconciliationPrompt, {});
  const { value } = await ai.generate({
    purpose: 'reconcile',
    prompt,
    system: prompt.text,
    messages: [
      {
        role: 'user',
        content: [
          material(
            'known',
            shown.map(({ kind, text, validFrom }, number) => ({ known: number, kind, text, since: validFrom })),
          ),
          material(
            'found',
            group.map(({ kind, text, saidAt }, number) => ({ found: number, kind, text, said: saidAt })),
          ),
        ].join('\n\n'),
      },
    ],
    schema: answer,
  });
  const byFound = new Map(value.verdicts.map((verdict) => [verdict.found, verdict]));
  return group.map((_, number): Verdict => {
    const { relation, known: which } = byFound.get(number) ?? { relation: 'NEW', known: null };
    const memory = which === null ? undefined : shown[which];
    return relation === 'NEW' || !memory ? none : { relation, known: memory.id };
  });
}

function shownTo(group: readonly Candidate[], known: readonly KnownMemory[], embedder: string): KnownMemory[] {
  if (known.length <= fewEnough) return [...known];
  const near = new Set<KnownMemory>();
  for (const { vector } of group) {
    const nearest = known
      // Vectors of another embedder cannot be compared: those that are still to be made anew come last.
      .map((memory) => ({ memory, near: memory.embedder === embedder ? likeness(memory.vector, vector) : -1 }))
      .toSorted((one, other) => other.near - one.near)
      .slice(0, nearestOfEach);
    for (const { memory } of nearest) near.add(memory);
  }
  return [...near];
}
