import * as z from 'zod';
import type { Passage } from '../../src/platform/text/chunks.ts';
import { quoteFinder } from '../../src/platform/text/quotes.ts';
import type { Claims } from './understand.ts';

const passage = z.object({ start: z.int(), end: z.int(), page: z.int().nullable() });
const fact = z.object({ text: z.string(), quote: z.string(), start: z.int(), end: z.int() });

/** What is stored of a content: nothing that a model has said without words of the text that say it. */
export const understanding = z.object({
  passages: z.array(passage),
  facts: z.array(fact),
  summary: z.string(),
  entities: z.array(z.object({ name: z.string(), kind: z.string() })),
});
export type Understanding = z.output<typeof understanding>;

/** Bounds of a document, however long it is. */
const [mostFacts, mostEntities, mostSummary] = [2000, 500, 2000];

/** Keeps of what a model said about a text what the text says, each once, and counts the rest. */
export function verify(
  text: string,
  passages: Passage[],
  claims: readonly Claims[],
): Understanding & { dropped: number } {
  const find = quoteFinder(text);
  let dropped = 0;
  const seen = new Set<string>();
  const facts: Understanding['facts'] = [];
  const check = (claim: Claims['facts'][number]) => {
    const found = find(claim.quote);
    const words = claim.text.normalize('NFC').replace(/\s+/gu, ' ').trim();
    if (found && saysNoMore(words, around(text, passages, found))) return { ...found, text: words };
    dropped++;
    return null;
  };
  const points = claims.flatMap((segment) => segment.points.map(check).filter((point) => point !== null));
  for (const claim of claims.flatMap((segment) => segment.facts)) {
    const checked = check(claim);
    if (!checked || seen.has(checked.text)) continue;
    seen.add(checked.text);
    if (facts.length < mostFacts) facts.push(checked);
  }
  const named = new Map(claims.flatMap((segment) => segment.entities.map((entity) => [entity.name.trim(), entity])));
  const entities = [...named]
    .filter(([name]) => name !== '' && text.includes(name))
    .map(([name, { kind }]) => ({ name, kind }));
  dropped += named.size - entities.length;
  let summary = '';
  for (const point of points) if (summary.length + point.text.length < mostSummary) summary += ` ${point.text}`;
  return { passages, facts, summary: summary.trim(), entities: entities.slice(0, mostEntities), dropped };
}

/** The passages that a quote is in. */
function around(text: string, passages: readonly Passage[], { start, end }: { start: number; end: number }): string {
  const touched = passages.filter((passage) => passage.start < end && passage.end > start);
  return text.slice(touched[0]?.start, touched.at(-1)?.end);
}

/** Numbers, addresses and accounts: what a reader would act on, and a model must not add. */
const hard = /https?:\/\/\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\d+(?:[.,:/-]\d+)*/gu;

/** Whether every number and address of a claim is in the passage that it comes from. */
const saysNoMore = (claim: string, passage: string) =>
  (claim.match(hard) ?? []).every((part) => passage.includes(part.replace(/[.,:;)]+$/, '')));
