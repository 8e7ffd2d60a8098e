import { expect, test } from 'vitest';
import { createBoundedMap } from './bounded-map.ts';

test('what was set longest ago goes first, and no more than the limit stay', () => {
  const map = createBoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3); // anew
  map.set('c', 4);
  expect(['a', 'b', 'c'].map(map.get)).toEqual([3, undefined, 4]);
  map.delete('a');
  map.set('d', 5);
  expect(['a', 'c', 'd'].map(map.get)).toEqual([undefined, 4, 5]);
});
