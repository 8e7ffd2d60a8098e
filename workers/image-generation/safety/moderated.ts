import type { RefusalCategory } from '../contract/refusal.ts';
import type { Refusal } from './rules.ts';

/** The worst first: of several it is refused for the first. */
const categories: readonly (readonly [begins: string, category: RefusalCategory])[] = [
  ['sexual/minors', 'MINORS'],
  ['sexual', 'SEXUAL'],
  ['self-harm', 'SELF_HARM'],
  ['hate', 'HATE'],
  ['harassment', 'HARASSMENT'],
  ['illicit', 'ILLICIT'],
  ['violence', 'VIOLENCE'],
];

/** What moderation found, in our categories; null: nothing. What it may find one day that we know nothing of is refused as well. */
export function refusedByModeration(found: readonly string[]): Refusal | null {
  if (found.length === 0) return null;
  const known = categories.find(([begins]) => found.some((name) => name === begins || name.startsWith(`${begins}/`)));
  return { category: known?.[1] ?? 'POLICY', why: `Moderation finds in them: ${found.join(', ')}.` };
}
