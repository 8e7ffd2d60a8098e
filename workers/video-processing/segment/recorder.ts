import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Frame, Piece, Position } from '../../../src/platform/video/segment.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import { createLanes } from './lanes.ts';
import type { Job } from '../job.ts';
import type { createParts, Part, RecordedFrame } from '../parts.ts';
import { pictureAt, type Pictures } from '../pictures.ts';

/** Of pictures that are stored at a time, as storing one is mostly waiting; and their bytes, which are in memory meanwhile. */
const storedAtOnce = { count: 6, weight: 32 * 1024 * 1024 };
/** Of parts that are not recorded yet: what comes beyond them waits, and ffmpeg with it. */
const mostOpen = 3;
/** A part has no more frames, and covers little more time, as all of them may have to be made again. */
const most = { frames: 16, seconds: 1 };

interface Place {
  job: Job;
  storage: Storage;
  parts: ReturnType<typeof createParts>;
  /** Below it are pictures and pieces that are no results. */
  folder: string;
  pictures: Pictures | null;
  /** Whether parts end where pieces of video do. */
  byPieces: boolean;
  /** Where to go on: number of the next part, and seconds of the frame before it. */
  from: { part: number; seconds: number };
  signal: AbortSignal;
}

/** Stores the frames of a segment as they come, and records them in parts, in order, each after all of its frames. */
export function createRecorder({ job, storage, parts, folder, pictures, byPieces, from, signal }: Place) {
  const lanes = createLanes(storedAtOnce);
  let part = from.part;
  let since = from.seconds;
  let taken: { frame: RecordedFrame; stored: Promise<unknown> }[] = [];
  let recorded: Promise<unknown> = Promise.resolve();
  const open: Promise<unknown>[] = [];

  async function close(position: Position, piece: { kept: Part['piece']; stored: Promise<unknown> } | null) {
    const number = part++;
    // Of a video, frames of the next piece may have come before this one was whole.
    const closed = taken.filter(({ frame }) => frame.pts <= position.pts);
    taken = taken.filter(({ frame }) => frame.pts > position.pts);
    const content = { frames: closed.map(({ frame }) => frame), position, piece: piece?.kept ?? null };
    const needed = [recorded, ...closed.map(({ stored }) => stored), ...(piece ? [piece.stored] : [])];
    recorded = Promise.all(needed).then(() => parts.write(number, content));
    recorded.catch(() => undefined); // told to whoever waits for the next one
    open.push(recorded);
    if (open.length > mostOpen) await open.shift();
  }

  return {
    async take({ pts, seconds, number, bytes, position }: Frame): Promise<void> {
      const frame: RecordedFrame = { frame: number, pts, seconds, key: null, bytes: null, sha256: null };
      let stored: Promise<unknown> = Promise.resolve();
      if (pictures && bytes) {
        const { contentType, isResult } = pictures;
        const at = pictureAt(storage, pictures, job, folder, seconds);
        ({ ended: stored } = await lanes.begin(bytes.length, () => storage.write(at, bytes, { contentType, signal })));
        stored.catch(() => undefined); // told when the part is recorded
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        if (isResult) Object.assign(frame, { key: at.key, bytes: bytes.length, sha256 });
      }
      taken.push({ frame, stored });
      if (byPieces || (taken.length < most.frames && seconds - since < most.seconds)) return;
      since = seconds;
      await close(position, null);
    },

    async takePiece({ file, bytes, start, position }: Piece): Promise<void> {
      const key = `${folder}/pieces/${part}`;
      const content = await readFile(file);
      const { ended } = await lanes.begin(bytes, () =>
        storage.write(storage.own(key), content, { contentType: 'application/octet-stream', signal }),
      );
      ended.catch(() => undefined); // told when the part is recorded
      await close(position, { kept: { key, bytes, start }, stored: ended });
    },

    /** Once nothing is under way any more, whatever became of it: what comes after may delete all of it. */
    async settle(): Promise<void> {
      await lanes.idle();
      await recorded.catch(() => undefined); // it is told elsewhere
    },

    /** Records what is left. Resolves once all is stored, to how many parts there are. */
    async finish(last: Position | null): Promise<number> {
      if (taken.length > 0 && last) await close(last, null);
      await recorded;
      return part;
    },
  };
}
