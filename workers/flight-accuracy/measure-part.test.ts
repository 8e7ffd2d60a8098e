import { expect, test } from 'vitest';
import { activityContext } from '../../test/activity-context.ts';
import { errorsOf, flightOf } from '../../test/fixtures/accuracy/flight.ts';
import type { Storage } from '../../src/platform/storage.ts';
import { unmeasured } from './against-points.ts';
import { fromLines, type Measurement } from './measurement.ts';
import { measurePart } from './measure-part.ts';

const images = flightOf(errorsOf(25, { x: 1, y: 1, z: 1 })).map(({ image }) => image);
const part = { index: 3, start: 0, end: 1, firstImage: 100, images: images.length };

/** Objects by key, in memory. */
function inMemory() {
  const objects = new Map<string, Buffer>();
  const write = ({ key }: { key: string }, bytes: Buffer) => Promise.resolve(void objects.set(key, bytes));
  return { objects, storage: { own: (key: string) => ({ bucket: 'own', key }), write } as unknown as Storage };
}

test('an attempt goes on behind the last chunk of the one before, wherever that ended', async () => {
  for (const stopsAt of [1, 9, 10, 11, 20, 24]) {
    const { objects, storage } = inMemory();
    const measured: number[] = [];
    const stop = new AbortController();
    const attempt = (given: object) => {
      const { context, reports } = activityContext({ workKey: 'work/run/measure', ...given });
      const measure = (image: (typeof images)[0], line: number): Measurement => {
        measured.push(line);
        if (measured.length === stopsAt) stop.abort(new Error('The worker stops.'));
        return unmeasured(image, line);
      };
      const work = { part, parts: 5, images };
      const done = measurePart(storage, work, { measure, chunkImages: 10 }, context);
      return { done, reports };
    };
    const first = attempt({ signal: stop.signal });
    await expect(first.done).rejects.toThrow('The worker stops.');
    const checkpoint = first.reports.findLast((report) => report.checkpoint)?.checkpoint;
    const second = attempt({ checkpoint, attempt: 2 });
    expect(await second.done).toEqual({ folder: 'work/run/measure/3', chunks: 3, images: 25, measured: 0 });
    const lines = [0, 1, 2].flatMap((n) => fromLines(objects.get(`work/run/measure/3/${n}.jsonl`)!));
    expect(lines.map(({ line }) => line)).toEqual(images.map((_, n) => 100 + n));
    expect(measured.length - images.length, `stopped at ${stopsAt}`).toBe(stopsAt % 10);
  }
});
