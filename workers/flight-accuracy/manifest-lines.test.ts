import { expect, test } from 'vitest';
import { flightOf, manifestOf } from '../../test/fixtures/accuracy/flight.ts';
import type { Storage } from '../../src/platform/storage.ts';
import { partsOf } from './manifest-lines.ts';

const { signal } = new AbortController();

function split(bytes: Buffer) {
  const read: Storage['read'] = (_, options) =>
    Promise.resolve(Buffer.from(bytes.subarray(options?.range?.start, (options?.range?.end ?? bytes.length) + 1)));
  const given = { manifest: { bucket: 'any', key: 'any' }, bytes: bytes.length, imagesPerPart: 2 };
  return partsOf({ read }, given, { signal, onRead: () => undefined });
}

const manifest = manifestOf(
  flightOf(Array.from({ length: 5 }, () => ({ x: 0, y: 0, z: 0 }))).map(({ image }) => image),
);

test('parts are whole lines, also of a manifest without a newline at its end', async () => {
  for (const bytes of [manifest, manifest.subarray(0, -1)]) {
    const { parts, images } = await split(bytes);
    expect(images).toBe(5);
    expect(parts.map(({ firstImage, images: count }) => [firstImage, count])).toEqual([
      [1, 2],
      [3, 2],
      [5, 1],
    ]);
    expect(parts.at(-1)!.end).toBe(bytes.length);
  }
});

test.each([
  ['a file that is no text', Buffer.alloc(9 * 1024 * 1024), 1],
  ['a line among others', Buffer.concat([manifest, Buffer.alloc(300_000, 'a'), Buffer.from('\n')]), 6],
])('%s that is too long to be an image is refused before it is read whole', async (_what, bytes, line) => {
  await expect(split(bytes)).rejects.toMatchObject({
    code: 'MANIFEST_INVALID',
    message: expect.stringMatching(new RegExp(`^Line ${line} has more than`)) as string,
  });
});
