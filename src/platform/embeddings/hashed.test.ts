import { expect, test } from 'vitest';
import { hashedEmbedder } from './hashed.ts';
import { fromBytes, toBytes } from './vector.ts';

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);

async function likeness(one: string, other: string): Promise<number> {
  const [a, b] = (await hashedEmbedder.embed([one, other])).vectors;
  return dot(a!, b!);
}

test.each([
  ['The ferries leave the harbour at noon.', 'When does a ferry leave the harbor?', 'A recipe for onion soup.'],
  ['Die Fähre verlässt den Hafen.', 'Wann fahren Fähren aus dem Hafen?', 'Zwiebelsuppe nach altem Rezept.'],
  ['渡轮在中午离开港口。', '渡轮什么时候离开港口？', '洋葱汤的食谱。'],
])('%s is nearer to a text with words like its own than to another', async (text, alike, other) => {
  expect(await likeness(text, alike)).toBeGreaterThan((await likeness(text, other)) + 0.2);
});

test('the same text has the same vector, of length 1, whatever the case and accents', async () => {
  expect(await likeness('Crème brûlée', 'CREME BRULEE')).toBeCloseTo(1, 5);
  const [vector] = (await hashedEmbedder.embed(['Crème brûlée'])).vectors;
  expect(vector).toHaveLength(hashedEmbedder.dimensions!);
  expect(dot(vector!, vector!)).toBeCloseTo(1, 5);
});

test('a text without words is near nothing', async () => {
  expect(await likeness('… — !', 'A harbour.')).toBe(0);
  expect(await likeness('', '')).toBe(0);
});

test('says that it is no model', () => {
  expect(hashedEmbedder).toMatchObject({ provider: 'hashed', about: expect.stringContaining('without a model') });
});

test('stops between texts when it is told to', async () => {
  await expect(hashedEmbedder.embed(['a text'], AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
});

test('a vector is stored in four bytes a number, and read as it was', async () => {
  const [vector] = (await hashedEmbedder.embed(['A harbour.'])).vectors;
  expect(toBytes(vector!)).toHaveLength(4 * vector!.length);
  expect(fromBytes(toBytes(vector!))).toEqual(vector);
  expect([...toBytes(Float32Array.of(1))]).toEqual([0, 0, 0x80, 0x3f]);
  expect(() => fromBytes(Buffer.alloc(6))).toThrow('no vector');
});
