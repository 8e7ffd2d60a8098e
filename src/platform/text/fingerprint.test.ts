import { expect, test } from 'vitest';
import { likenessOf, resemblance } from './fingerprint.ts';

const words = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `word${from + at}`).join(' ');
const alike = (one: string, other: string) => resemblance(likenessOf(one).signature, likenessOf(other).signature);
const shareBand = (one: string, other: string) => {
  const bands = new Set(likenessOf(one).bands);
  return likenessOf(other).bands.some((band) => bands.has(band));
};

test('copies that differ by case, white space and invisible characters have one fingerprint', () => {
  const { fingerprint } = likenessOf('The bridge\n\nis  long.');
  expect(likenessOf(' the \u200bBRIDGE is long.\n').fingerprint).toBe(fingerprint);
  expect(likenessOf('The bridge is long!').fingerprint).not.toBe(fingerprint);
  expect(likenessOf('a + b').fingerprint).not.toBe(likenessOf('a - b').fingerprint);
});

test.for([
  [100, 1],
  [95, 0.9],
  [80, 0.66],
  [50, 0.33],
  [0, 0],
] as const)('of two texts that have %i of 100 words in common, the resemblance is near %f', ([shared, expected]) => {
  const one = words(0, 1000);
  const other = `${words(0, shared * 10)} ${words(5000, 5000 + (100 - shared) * 10)}`;
  expect(Math.abs(alike(one, other) - expected)).toBeLessThan(0.13);
});

test('texts with a few changed words share a band, and texts about something else do not', () => {
  const text = words(0, 200);
  expect(shareBand(text, text.replace('word77', 'changed').replace('word150', 'also'))).toBe(true);
  expect(shareBand(text, words(1000, 1200))).toBe(false);
});

test('texts without spaces between words are compared, too', () => {
  const text = '渡轮在中午离开港口，下午三点到达对岸的小岛，晚上九点返回。乘客可以在船上购买食物和饮料。';
  expect(alike(text, text.replace('三', '四'))).toBeGreaterThan(0.7);
  expect(alike(text, '洋葱汤的食谱：先把洋葱切成薄片，然后用黄油慢慢炒到金黄色。')).toBeLessThan(0.1);
});
