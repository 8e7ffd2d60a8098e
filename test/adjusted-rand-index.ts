/** How far two ways to group the same things agree: 1 when they are the same, about 0 by chance (Hubert and Arabie, 1985). */
export function adjustedRandIndex(one: readonly number[], other: readonly number[]): number {
  const both = new Map<string, number>();
  const [a, b] = [new Map<string, number>(), new Map<string, number>()];
  for (const [at, label] of one.entries()) {
    count(a, String(label));
    count(b, String(other[at]));
    count(both, `${label} ${other[at]}`);
  }
  const [together, inOne, inOther] = [pairs(both), pairs(a), pairs(b)];
  const byChance = (inOne * inOther) / ((one.length * (one.length - 1)) / 2);
  return (together - byChance) / ((inOne + inOther) / 2 - byChance);
}

const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
const pairs = (counts: Map<string, number>) => [...counts.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
