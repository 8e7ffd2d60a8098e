import type { Storage } from '../../src/platform/storage.ts';
import { toJsonLines } from '../kit/json-lines.ts';
import type { FlightImage } from '../flight-ingestion/manifest.ts';
import type { ActivityContext } from '../kit/activity.ts';
import type { flightAccuracy } from './contract.ts';
import type { Part } from './contract/parts.ts';
import type { Measurement } from './measurement.ts';

type Context = ActivityContext<typeof flightAccuracy, (typeof flightAccuracy)['activities']['measure']>;

export type Measurer = (image: FlightImage, line: number) => Measurement | Promise<Measurement>;

/**
 * Measures the images of a part, and stores what became of them in chunks of so many, which is what is measured again, at
 * most, after a worker has died: an attempt goes on after the last chunk of the one before.
 */
export async function measurePart(
  storage: Storage,
  { part, parts, images }: { part: Part; parts: number; images: readonly FlightImage[] },
  { measure, chunkImages }: { measure: Measurer; chunkImages: number },
  { report, checkpoint, signal, workKey }: Context,
) {
  const folder = `${workKey}/${part.index}`;
  let { chunks, images: done, measured } = checkpoint ?? { chunks: 0, images: 0, measured: 0 };
  const tell = (more: { checkpoint?: { chunks: number; images: number; measured: number } } = {}) =>
    report({
      done,
      total: images.length,
      unit: 'images',
      message: `Part ${part.index + 1} of ${parts}`,
      detail: { part: part.index + 1, parts, firstImage: part.firstImage, images: images.length, done, measured },
      ...more,
    });
  tell();
  while (done < images.length) {
    const chunk: Measurement[] = [];
    for (const image of images.slice(done, done + chunkImages)) {
      signal.throwIfAborted();
      const one = await measure(image, part.firstImage + done);
      chunk.push(one);
      done++;
      if (one.error) measured++;
      tell();
    }
    await storage.write(storage.own(`${folder}/${chunks}.jsonl`), toJsonLines(chunk), {
      contentType: 'application/x-ndjson',
      signal,
    });
    chunks++;
    tell({ checkpoint: { chunks, images: done, measured } });
  }
  return { folder, chunks, images: images.length, measured };
}
