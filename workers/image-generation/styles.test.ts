import { expect, test } from 'vitest';
import { style } from './contract/input.ts';
import { lookOf } from './styles.ts';

test('each style says how a picture shall look, and none as another does', () => {
  const looks = style.options.map(lookOf);
  expect(looks).toHaveLength(10);
  expect(new Set(looks).size).toBe(looks.length);
  for (const look of looks) expect(look.length).toBeGreaterThan(40);
});

test('words of one’s own are said as they are, and where nobody says anything nothing is', () => {
  expect(lookOf('cut paper, as a child would')).toBe('Style: cut paper, as a child would');
  expect(lookOf('constructor')).toBe('Style: constructor');
  expect(lookOf(null)).toBe('');
});
