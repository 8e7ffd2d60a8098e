import type { Storage } from '../../src/platform/storage.ts';
import { createParts, type Part, type SegmentEnd } from './parts.ts';

/** Parts that are read ahead of the one that is wanted. */
const ahead = 8;

/** All that a segment has recorded, part by part; nothing is whole in memory. Null where it has not come to its end. */
export async function openSegment(storage: Storage, folder: string, signal: AbortSignal) {
  const parts = createParts(storage, folder, signal);
  const end = await parts.readEnd();
  return end && { end, parts: () => inOrder(end, parts.read) };
}

async function* inOrder(end: SegmentEnd, read: (part: number) => Promise<Part | null>): AsyncGenerator<Part> {
  const coming: Promise<Part | null>[] = [];
  for (let part = 0; part < end.parts; part++) {
    for (let next = part + coming.length; next < end.parts && coming.length < ahead; next++) {
      const one = read(next);
      one.catch(() => undefined); // told when it is wanted
      coming.push(one);
    }
    const content = await coming.shift()!;
    if (!content) throw new Error(`Part ${part} of a segment is gone.`);
    yield content;
  }
}
