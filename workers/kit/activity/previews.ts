import { randomUUID } from 'node:crypto';
import type { Log } from '../../../src/platform/log.ts';
import { sleep } from '../../../src/platform/sleep.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import { previewKey, type Preview } from '../wire/preview.ts';
import { createLatest } from './latest.ts';
import { thumbnailOf } from './thumbnail.ts';

const limits = {
  /** Previews of one activity are made no more often than this: each takes some 50 ms of a core. */
  intervalMs: 500,
  /** Older ones are deleted: nobody is so far behind, and an hour of video frames would be a hundred megabytes. */
  kept: 20,
  /** An activity that ends waits no longer for the preview that is on its way to storage. */
  patienceMs: 1000,
};

interface PreviewsPlace {
  storage: Pick<Storage, 'own' | 'write' | 'delete'>;
  /** First run id. */
  run: string;
  signal: AbortSignal;
  /** Tells the world of one that is stored. */
  show(preview: Preview): void;
  log: Log;
}

/** The previews of one attempt at an activity, which never waits for one and never fails of one. */
export function createPreviews(
  { storage, run, signal, show, log }: PreviewsPlace,
  { intervalMs, kept, patienceMs } = limits,
) {
  const closed = new AbortController();
  const over = AbortSignal.any([signal, closed.signal]);
  const late = new AbortController();
  let storing: Promise<unknown> | undefined;
  const keys: string[] = [];
  let failed = false;

  async function make(bytes: Uint8Array): Promise<void> {
    const { webp, ...looks } = await thumbnailOf(bytes);
    if (over.aborted) return;
    const key = previewKey(run, randomUUID());
    storing = storage.write(storage.own(key), webp, { contentType: 'image/webp', signal: late.signal });
    await storing.finally(() => (storing = undefined));
    if (over.aborted) return;
    show({ key, ...looks, at: Date.now() });
    keys.push(key);
    if (keys.length > kept) await storage.delete(storage.own(keys.shift()!), over);
  }

  // Once a run is over its objects are deleted: what storage has begun to take must be there by then, or not come at all.
  // An upload that is broken off may do either, so it is given time first.
  const ended = async () => {
    const waited = new AbortController();
    await Promise.race([storing, sleep(patienceMs, waited.signal)]).catch(() => undefined);
    waited.abort();
    late.abort();
  };
  over.addEventListener('abort', () => void ended(), { once: true });

  return {
    /** Makes a preview of a picture, unless a newer one comes before its turn. */
    preview: createLatest<Uint8Array>(
      (bytes) =>
        make(bytes).catch((error: unknown) => {
          if (over.aborted) return;
          log[failed ? 'debug' : 'warn']({ err: error }, 'a preview could not be made; the work goes on without it');
          failed = true;
        }),
      intervalMs,
      over,
    ),
    /** Nothing is written any more once this has resolved, a second later at most. */
    async close(): Promise<void> {
      closed.abort();
      await ended();
    },
  };
}
