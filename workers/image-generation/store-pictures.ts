import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type * as z from 'zod';
import { outputFormats } from '../../src/platform/images/output-formats.ts';
import type { NewImage } from '../../src/services/gallery/image.ts';
import type { Gallery } from '../../src/services/gallery/gallery.ts';
import { imageGeneration } from './contract.ts';
import { encode } from './encode.ts';
import { placeOf, thumbnailEnd } from './places.ts';
import type { PictureContext, PictureTools } from './tools.ts';
import { xmpOf } from './xmp.ts';

type Store = (typeof imageGeneration)['activities']['store'];
type Input = z.output<Store['input']>;
type Kept = z.output<Store['output']>[number];
type Picture = Input['pictures'][number];

const thumbnailSide = 512;

/** Stores files and thumbnails, and last the rows of all of them: what has no row is not there. */
export async function storePictures(tools: PictureTools, input: Input, ctx: PictureContext): Promise<Kept[]> {
  const { gallery } = tools;
  const { pictures } = input;
  const earlier = await gallery.ofRun(ctx.run.first);
  if (earlier.length > 0) return earlier.map(toKept); // its answer got lost
  const rows: NewImage[] = [];
  for (const [at, picture] of pictures.entries()) {
    ctx.report({ done: at, total: pictures.length, unit: 'pictures', message: 'Storing the pictures' });
    rows.push(await storeOne(tools, picture, input, ctx));
  }
  ctx.signal.throwIfAborted();
  await gallery.add(rows);
  return (await gallery.ofRun(ctx.run.first)).map(toKept);
}

async function storeOne(
  { storage, limits }: PictureTools,
  picture: Picture,
  { input, wanted }: Input,
  ctx: PictureContext,
) {
  const { signal, run } = ctx;
  const { id, key: made, costUsd, position, backend, model, seed, width, height, ...looks } = picture;
  const { format, onBehalfOf = '', from } = input;
  const { contentType, extension } = outputFormats[format];
  const origin = from?.how ?? 'WORDS';
  const asked = { size: wanted.size ?? `${width}x${height}`, quality: input.quality };
  const common = { prompt: wanted.prompt, model, backend, parent: wanted.parent?.id ?? null };
  const parameters = {
    ...(backend && { size: asked.size }),
    ...(backend === 'OPENAI' && { quality: asked.quality }), // nobody else knows of it
    ...(seed !== null && { seed }),
    ...(wanted.style !== null && { style: wanted.style }),
  };
  const bytes = await storage.read(storage.own(made), { signal });
  const picked = sharp(bytes, { limitInputPixels: limits.maxPixels }).autoOrient();
  const xmp = xmpOf({ ...common, parameters, id, run: run.first });
  const [file, thumbnail] = await Promise.all([
    encode(picked.clone(), format, xmp),
    picked.clone().resize(thumbnailSide, thumbnailSide, { fit: 'inside', withoutEnlargement: true }).webp().toBuffer(),
  ]);
  const { at } = placeOf(storage, input, id);
  const [place, small] = [at(`.${extension}`), at(thumbnailEnd)];
  const metadata = { image: id, run: run.first };
  const { etag } = await storage.write(place, file, { contentType, metadata, signal });
  await storage.write(small, thumbnail, { contentType: 'image/webp', metadata, signal });
  return {
    ...looks,
    ...common,
    ...asked,
    ...place,
    id,
    run: run.first,
    workflowId: run.workflowId,
    workflow: run.workflow,
    position,
    onBehalfOf,
    origin,
    style: wanted.style,
    seed,
    cost: costUsd === null ? null : Math.round(costUsd * 1_000_000),
    etag,
    bytes: file.length,
    contentType,
    sha256: createHash('sha256').update(file).digest('hex'),
    width,
    height,
    thumbnailKey: small.key,
  } satisfies NewImage;
}

type Row = Awaited<ReturnType<Gallery['ofRun']>>[number];

const toKept = ({ bucket, key, bytes, contentType, etag, sha256, thumbnailKey, cost, backend, ...row }: Row): Kept => ({
  id: row.id,
  position: row.position,
  output: { bucket, key, bytes, contentType, etag, sha256 },
  thumbnail: { bucket, key: thumbnailKey },
  width: row.width,
  height: row.height,
  backend: backend as Kept['backend'],
  model: row.model,
  seed: row.seed,
  duplicateOf: row.duplicateOf,
  costUsd: cost === null ? null : cost / 1_000_000,
});
