import { createHash, randomBytes } from 'node:crypto';
import { setImmediate as later } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createBlocks } from './blocks.ts';

const object = randomBytes(41_000_000);
const signal = new AbortController().signal;
const sha256 = (bytes: Iterable<Buffer>) => {
  const hash = createHash('sha256');
  for (const piece of bytes) hash.update(piece);
  return hash.digest('hex');
};

/** Reads as storage does: into the memory it is given, a little at a time. */
function storage() {
  const memories = new Set<Buffer>();
  const asked: number[] = [];
  const read = async ({ start, end }: { start: number; end: number }, _signal?: AbortSignal, into?: Buffer) => {
    memories.add(into!);
    asked.push(start);
    const bytes = object.subarray(start, end + 1);
    for (let at = 0; at < bytes.length; at += 500_000) {
      await later();
      bytes.copy(into!, at, at, Math.min(at + 500_000, bytes.length));
    }
    return into!.subarray(0, bytes.length);
  };
  return { read, memories, asked };
}

test('readers at different places each get what is there, out of memory that is used again', async () => {
  const { read, memories } = storage();
  const blocks = createBlocks(read, object.length, signal);
  const readers = [0, 1, 5_000_000, 30_123_456].map(async (start, slowness) => {
    const hash = createHash('sha256');
    for await (const piece of blocks.from(start, object.length - 1)) {
      for (let turn = 0; turn < slowness * 3; turn++) await later(); // while others read
      hash.update(piece);
    }
    return { start, hash: hash.digest('hex') };
  });
  for (const { start, hash } of await Promise.all(readers)) expect(hash).toBe(sha256([object.subarray(start)]));
  expect(memories.size).toBeLessThan(16); // of the 130 and more that were read
});

test('what was used lately is not read again, and a reader who leaves keeps nobody from the rest', async () => {
  const { read, asked } = storage();
  const blocks = createBlocks(read, object.length, signal);
  for (const start of [0, 40_000_000, 10, 40_000_010]) {
    for await (const piece of blocks.from(start, start + 100)) {
      expect(piece).toEqual(object.subarray(start, start + 101));
      break;
    }
  }
  expect(new Set(asked).size).toBe(asked.length);
  const pieces = [];
  for await (const piece of blocks.from(0, object.length - 1)) pieces.push(Buffer.from(piece));
  expect(sha256(pieces)).toBe(sha256([object]));
});

test('what could not be read is asked for again, and a shorter object is told', async () => {
  const { read } = storage();
  let failures = 1;
  const blocks = createBlocks(
    (range, ...more) => (failures-- > 0 ? Promise.reject(new Error('lost')) : read(range, ...more)),
    object.length,
    signal,
  );
  const all = async () => {
    const pieces = [];
    for await (const piece of blocks.from(0, 3_000_000)) pieces.push(Buffer.from(piece));
    return Buffer.concat(pieces);
  };
  await expect(all()).rejects.toThrow('lost');
  expect(sha256([await all()])).toBe(sha256([object.subarray(0, 3_000_001)]));
  const shorter = createBlocks(read, object.length + 10, signal).from(object.length - 10, object.length + 9);
  await expect(shorter.next()).rejects.toThrow('The video became shorter');
});
