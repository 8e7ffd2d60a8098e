import type { Secret } from './noted-secrets.ts';

const sample = 48;

/** A piece of an image in every form that bytes are written as text in. */
export function canariesOf(name: string, image: Buffer): Secret[] {
  const piece = image.subarray(image.length / 2, image.length / 2 + sample);
  // Base64 of a part depends on where in three bytes it begins.
  const base64 = [0, 1, 2].map((skip) => piece.subarray(skip, skip + 36).toString('base64'));
  const listed = [...piece.subarray(0, 12)].join(',');
  const raw = piece.toString().slice(4, -4);
  return [...base64, piece.toString('hex'), listed, raw].map((value) => ({ name, value }));
}
