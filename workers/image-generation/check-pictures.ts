import type * as z from 'zod';
import { fingerprintOf } from '../../src/platform/images/fingerprint.ts';
import { ImageRejected } from '../../src/platform/images/rejection.ts';
import { readFacts } from '../../src/platform/images/source-facts.ts';
import { alikeWithin } from '../../src/services/photos/alike.ts';
import { parsePictureSize } from '../kit/models.ts';
import { imageGeneration } from './contract.ts';
import { pictureId } from './places.ts';
import type { PictureContext, PictureTools } from './tools.ts';

type Check = (typeof imageGeneration)['activities']['check'];
type Input = z.output<Check['input']>;
type Checked = z.output<Check['output']>;
type Made = Input['pictures'][number];
type Fit = Checked['fit'][number];

/** Looks at pictures that were made: whether they are pictures, of the size that was asked for, and like which they look. */
export async function checkPictures(tools: PictureTools, input: Input, ctx: PictureContext): Promise<Checked> {
  const { pictures, earlier } = input;
  const fit: Fit[] = [];
  const unfit: Checked['unfit'] = [];
  for (const [at, made] of pictures.entries()) {
    ctx.report({ done: at, total: pictures.length, unit: 'pictures', message: 'Looking at the pictures' });
    try {
      fit.push(await look(tools, made, input, { ctx, others: [...earlier, ...fit] }));
    } catch (error) {
      if (!(error instanceof ImageRejected)) throw error;
      const code =
        error.code === 'IMAGE_TOO_LARGE' ? error.code : error instanceof WrongSize ? error.as : 'IMAGE_BROKEN';
      unfit.push({ position: made.position, code, message: `${made.model ?? 'The picture'}: ${error.message}` });
    }
  }
  return { fit, unfit };
}

class WrongSize extends ImageRejected {
  readonly as = 'IMAGE_SIZE_WRONG';
}

async function look(
  { storage, gallery, limits }: PictureTools,
  made: Made,
  { wanted, onBehalfOf }: Input,
  { ctx, others }: { ctx: PictureContext; others: readonly Fit[] },
): Promise<Fit> {
  const { signal, run } = ctx;
  const bytes = await storage.read(storage.own(made.key), { signal });
  if (bytes.length > limits.maxBytes) {
    throw new ImageRejected(
      'IMAGE_TOO_LARGE',
      `It has ${bytes.length} bytes; IMAGE_MAX_BYTES allows ${limits.maxBytes}.`,
    );
  }
  const { width, height } = await readFacts(bytes);
  if (width * height > limits.maxPixels) {
    const message = `It has ${width} x ${height} pixels; IMAGE_MAX_PIXELS allows ${limits.maxPixels}.`;
    throw new ImageRejected('IMAGE_TOO_LARGE', message);
  }
  const { size } = wanted;
  const asked = size === null ? { width, height } : parsePictureSize(size);
  if (asked.width !== width || asked.height !== height) {
    throw new WrongSize('CORRUPT_IMAGE', `It has ${width} x ${height} pixels, and ${size} were asked for.`);
  }
  // Reads every pixel, so that one that ends in the middle is told here.
  const { fingerprint, thumbhash } = await fingerprintOf(bytes, limits);
  const twin = others.find((other) => distance(other.fingerprint, fingerprint) <= alikeWithin);
  // What is only larger looks like what it was, and nobody has to be told.
  const alike = size === null ? null : (twin?.id ?? (await gallery.alike(fingerprint, { onBehalfOf, run: run.first })));
  const id = pictureId(run, made.position);
  return { ...made, id, width, height, fingerprint, thumbhash, duplicateOf: alike };
}

/** In how many bits they differ. */
function distance(one: string, other: string): number {
  const bits = (BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(2);
  return bits.replaceAll('0', '').length;
}
