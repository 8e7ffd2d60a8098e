import { expect, test } from 'vitest';
import type { Pixels } from './pixels.ts';
import { toneOnThread } from './tone-pool.ts';

const settings = { autoLevels: true, clahe: 2, gamma: 1, saturation: 1, sharpen: 1 };
const picture = (width: number, height: number): Pixels => ({
  data: new Uint8Array(width * height * 3).fill(90),
  width,
  height,
  channels: 3,
});

function tone(pixels: Pixels, signal = new AbortController().signal) {
  const rows: number[] = [];
  const options = { signal, onRows: (done: number) => void rows.push(done) };
  return { rows, result: toneOnThread(pixels, settings, options) };
}

test('a thread that breaks hits only its own picture', async () => {
  const impossible = { ...picture(10, 10), width: -1 };
  const [before, broken, after] = [tone(picture(400, 300)), tone(impossible), tone(picture(400, 300))];
  await expect(broken.result).rejects.toThrow(RangeError);
  await expect(before.result).resolves.toMatchObject({ pixels: { width: 400 } });
  await expect(after.result).resolves.toMatchObject({ pixels: { width: 400 } });
  await expect(tone(picture(20, 20)).result).resolves.toMatchObject({ pixels: { width: 20 } });
});

test('a picture that waits for a thread can be given up', async () => {
  const working = Array.from({ length: 12 }, () => tone(picture(600, 400)));
  const caller = new AbortController();
  const waiting = tone(picture(600, 400), caller.signal);
  caller.abort(new Error('given up'));
  await expect(waiting.result).rejects.toThrow('given up');
  expect(waiting.rows).toEqual([]);
  const results = await Promise.all(working.map(({ result }) => result));
  expect(results).toHaveLength(12);
});

test('one after another, each hears only of its own rows', async () => {
  const first = tone(picture(30, 40));
  await first.result;
  const heard = first.rows.length;
  await tone(picture(30, 50)).result;
  expect(first.rows).toHaveLength(heard);
});

test('the given pixels stay as they are', async () => {
  const pixels = picture(64, 64);
  pixels.data.fill(20, 0, 3000);
  const given = Uint8Array.from(pixels.data);
  const { pixels: toned } = await tone(pixels).result;
  expect(pixels.data).toEqual(given);
  expect(toned.data).not.toEqual(given);
});
