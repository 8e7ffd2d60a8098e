import { ObjectNotFoundError, type Storage } from '../../src/platform/storage.ts';
import type { Position, SegmentOutcome } from '../../src/platform/video/segment.ts';
import type { VideoFrame } from './manifest.ts';

/** A frame whose place among all of them is not known yet. */
export type RecordedFrame = Omit<VideoFrame, 'index'>;

/** Some frames of a segment, all of them stored, and where a repeat goes on. */
export interface Part {
  frames: RecordedFrame[];
  position: Position;
  /** Encoded video of these frames; null where none is asked for. */
  piece: { key: string; bytes: number; start: number } | null;
}

/** What became of a segment, once all of its parts are stored. */
export interface SegmentEnd extends SegmentOutcome {
  parts: number;
  frames: number;
}

const json = { contentType: 'application/json' };

/**
 * What a segment has stored so far. Its parts are numbered, and begin and end at the same frames whoever makes them: an attempt
 * that is thought to be dead and is not writes what is there already.
 */
export function createParts(storage: Storage, folder: string, signal: AbortSignal) {
  const partAt = (part: number) => storage.own(`${folder}/parts/${part}.json`);
  const endAt = storage.own(`${folder}/end.json`);

  async function readIf<T>(at: ReturnType<typeof partAt>): Promise<T | null> {
    try {
      return JSON.parse((await storage.read(at, { signal })).toString()) as T;
    } catch (error) {
      if (error instanceof ObjectNotFoundError) return null;
      throw error;
    }
  }

  return {
    read: (part: number) => readIf<Part>(partAt(part)),
    write: (part: number, content: Part) =>
      storage.write(partAt(part), Buffer.from(JSON.stringify(content)), { ...json, signal }),
    readEnd: () => readIf<SegmentEnd>(endAt),
    writeEnd: (end: SegmentEnd) => storage.write(endAt, Buffer.from(JSON.stringify(end)), { ...json, signal }),
  };
}
