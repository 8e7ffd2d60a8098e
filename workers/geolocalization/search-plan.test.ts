import { expect, test } from 'vitest';
import { planSearch } from './search-plan.ts';

const area = { x: 100, y: 200, width: 5000, height: 3000 };

test('with a known scale there is one round, whose tiles cover the area and share what a picture needs', () => {
  const { tiles, complete } = planSearch({ area, step: 1 });
  expect(complete).toBe(true);
  expect(tiles).toHaveLength(5 * 3);
  expect(Math.min(...tiles.map(({ x }) => x))).toBe(100);
  expect(Math.max(...tiles.map(({ x, width }) => x + width))).toBeCloseTo(5100, 6);
  const starts = [...new Set(tiles.map(({ x }) => x))].toSorted((one, other) => one - other);
  for (const [index, x] of starts.slice(1).entries()) expect(starts[index]! + 1400 - x).toBeGreaterThanOrEqual(500);
});

test('without one, all of it is seen at once first, and its own pixels last', () => {
  const { tiles } = planSearch({ area, step: null });
  expect(tiles[0]).toMatchObject({ ...area, step: 5000 / 1400 });
  expect(tiles.at(-1)!.step).toBe(1);
});

test('what is near comes first', () => {
  const { tiles } = planSearch({ area, step: 1, first: { x: 5000, y: 3100 } });
  expect(tiles[0]).toMatchObject({ x: 3700, y: 1800 });
});

test('of a huge area, rounds that take too long are left out, and that is said', () => {
  const { tiles, complete } = planSearch({ area: { x: 0, y: 0, width: 200_000, height: 200_000 }, step: null });
  expect(complete).toBe(false);
  expect(tiles.length).toBeGreaterThan(0);
  expect(tiles.length).toBeLessThanOrEqual(400);
});
