import { stat, unlink } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ScratchFullError } from '../../errors.ts';
import { pieceSeconds } from './encoders.ts';
import { hasNutEnd } from './nut-file.ts';
import type { Ratio } from './media-information.ts';
import type { Frame, Piece } from './segment.ts';

/** Arguments that cut an encoded video at its key frames into files of `scratch`, and list those that are whole. */
export const piecesOutput = (scratch: string, listPipe: number): string[] =>
  [
    // From 0 on in each: of a short one ffmpeg does not always find out when it begins.
    ['-f', 'segment', '-segment_time', '0.001', '-reset_timestamps', '1', '-segment_format', 'nut'],
    ['-segment_list_type', 'csv', '-segment_list', `pipe:${listPipe}`, path.join(scratch, 'piece-%09d.nut')],
  ].flat();

/** Hands out pieces, each when it is whole and all of its frames were handed out. */
export function createPieces(
  { scratch, timeBase, list }: { scratch: string; timeBase: Ratio; list: Readable },
  take: (piece: Piece) => void | Promise<void>,
) {
  const whole: string[] = [];
  const lines = createInterface(list).on('line', (line) =>
    whole.push(path.join(scratch, path.basename(line.split(',')[0]!))),
  );
  const listed = once(lines, 'close');
  /** Those whose frames are known, and the one whose frames are coming. */
  const known: Omit<Piece, 'file' | 'bytes'>[] = [];
  let coming: Omit<Piece, 'file' | 'bytes'> | null = null;
  let taken = 0;
  let first: number | null = null;
  // As the encoder is told to make key frames, in the same numbers.
  const secondsOf = (pts: number) => (pts - (first ?? pts)) * (timeBase.numerator / timeBase.denominator);

  async function handOut(): Promise<void> {
    while (taken < known.length && taken < whole.length) {
      const file = whole[taken]!;
      const { size } = await stat(file);
      if (!(await hasNutEnd(file, size))) throw new ScratchFullError(new Error('A piece of video is not whole.'));
      await take({ ...known[taken]!, file, bytes: size });
      await unlink(file);
      taken++;
    }
  }

  return {
    /** Before a frame is handed out. */
    async before({ pts }: Frame): Promise<void> {
      first ??= pts;
      if (coming && secondsOf(pts) >= secondsOf(coming.start) + pieceSeconds) {
        known.push(coming);
        coming = null;
      }
      await handOut();
    },

    /** After it was. */
    after({ pts, position }: Frame): void {
      coming = { start: coming?.start ?? pts, frames: (coming?.frames ?? 0) + 1, position };
    },

    /** Once ffmpeg is done. */
    async finish(): Promise<void> {
      await listed;
      if (coming) known.push(coming);
      if (known.length !== whole.length)
        throw new Error(`ffmpeg made ${whole.length} pieces of video where ${known.length} were asked for.`);
      await handOut();
    },
  };
}
