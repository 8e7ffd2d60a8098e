import { expect, test } from 'vitest';
import { changes, differentPhotos } from '../../test/fixtures/product-photos.ts';
import { alikeWithin } from '../../src/services/photos/alike.ts';
import { fingerprintOf } from '../../src/platform/images/fingerprint.ts';

const bitsOf = async (bytes: Buffer) => BigInt(`0x${(await fingerprintOf(bytes, { maxPixels: 1e7 })).fingerprint}`);
const distance = (a: bigint, b: bigint) => (a ^ b).toString(2).replaceAll('0', '').length;

/** Fingerprints of the labelled set: of each photo as it is, and changed. */
async function labelled() {
  const originals = await differentPhotos();
  return Promise.all(
    originals.map(async (original) => ({
      original: await bitsOf(original),
      changed: await Promise.all(
        Object.entries(changes).map(async ([change, make]) => ({
          change,
          bits: await bitsOf(await (await make(original)).toBuffer()),
        })),
      ),
    })),
  );
}

test('a photo that comes again in another form is known, and no other is taken for it', async () => {
  const photos = await labelled();
  const same = photos.flatMap(({ original, changed }) =>
    changed.map(({ change, bits }) => ({ change, bits: distance(original, bits) })),
  );
  const pictures = photos.map(({ original, changed }) => [original, ...changed.map(({ bits }) => bits)]);
  const different = pictures.flatMap((one, n) =>
    pictures.slice(n + 1).flatMap((other) => one.flatMap((a) => other.map((b) => distance(a, b)))),
  );
  const within = (most: number) => {
    const found = same.filter(({ bits }) => bits <= most).length;
    const wrong = different.filter((bits) => bits <= most).length;
    return { precision: found / (found + wrong), recall: found / same.length };
  };
  const byChange = Object.keys(changes).map((change) => {
    const bits = same.filter((one) => one.change === change).map((one) => one.bits);
    return { change, known: bits.filter((one) => one <= alikeWithin).length / bits.length };
  });

  expect(within(alikeWithin)).toMatchObject({ precision: 1 });
  expect(within(alikeWithin).recall).toBeGreaterThan(0.8);
  for (const { change, known } of byChange.filter((one) => !/^[25] %/.test(one.change))) {
    expect(known, change).toBe(1);
  }
});
