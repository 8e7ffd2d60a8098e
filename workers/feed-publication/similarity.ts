/** Letters that belong together: what a sentence is made of stays, where a word is moved or changed. */
const size = 4;

/** How much two texts share of their sequences of four letters (Sørensen-Dice), 0 to 1: what changes is the words, not their endings. */
export function similarity(one: string, other: string): number {
  const [a, b] = [gramsOf(one), gramsOf(other)];
  if (a.size + b.size === 0) return 1;
  let shared = 0;
  for (const gram of a) if (b.has(gram)) shared++;
  return (2 * shared) / (a.size + b.size);
}

function gramsOf(text: string): Set<string> {
  const plain = ` ${text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
  const grams = new Set<string>();
  for (let at = 0; at + size <= plain.length; at++) grams.add(plain.slice(at, at + size));
  return grams;
}
