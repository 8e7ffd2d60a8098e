import { expect, test } from 'vitest';
import { createOutbox, longestPayload } from './outbox.ts';

const everything = (outbox: ReturnType<typeof createOutbox>) => {
  const texts: string[] = [];
  for (let text = outbox.take(); text; text = outbox.take()) texts.push(text);
  return texts;
};
const messages = (texts: string[]) => texts.flatMap((text) => JSON.parse(text) as [string, unknown][]);

test('of each sender the newest is kept, in the order of the newest', () => {
  const outbox = createOutbox();
  outbox.put('a', '1', 'old');
  outbox.put('a', '2', 'other sender');
  outbox.put('b', '1', 'other topic');
  outbox.put('a', '1', 'new');
  expect(messages(everything(outbox))).toEqual([
    ['a', 'other sender'],
    ['b', 'other topic'],
    ['a', 'new'],
  ]);
  expect(outbox.take()).toBeNull();
});

test('what does not fit into one text goes into the next, and nothing is lost', () => {
  const outbox = createOutbox();
  for (let n = 0; n < 200; n++) outbox.put('topic', String(n), { n, text: '漢'.repeat(n) });
  const texts = everything(outbox);
  expect(texts.length).toBeGreaterThan(5);
  for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(longestPayload);
  expect(messages(texts).map(([, message]) => (message as { n: number }).n)).toEqual(
    Array.from({ length: 200 }, (_, n) => n),
  );
});

test('what fits into no text is refused, one byte less is not', () => {
  const outbox = createOutbox();
  const room = longestPayload - JSON.stringify([['t', '']]).length;
  expect(outbox.put('t', '1', 'x'.repeat(room + 1))).toBe(false);
  expect(outbox.put('t', '1', 'x'.repeat(room))).toBe(true);
  expect(Buffer.byteLength(outbox.take()!)).toBe(longestPayload);
});

test('a full box forgets the oldest', () => {
  const outbox = createOutbox();
  for (let n = 0; n < 1500; n++) outbox.put('topic', String(n), n);
  const kept = messages(everything(outbox)).map(([, n]) => n);
  expect(kept).toHaveLength(1000);
  expect(kept[0]).toBe(500);
});
