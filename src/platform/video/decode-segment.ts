import type { MediaInformation } from './media-information.ts';
import type { Operation } from './operation.ts';
import type { Sampling, TimeRange } from './sampling.ts';
import type { Frame, Piece, PictureFormat, Position, Segment, SegmentOutcome, VideoFormat } from './segment.ts';
import type { VideoSource } from './source.ts';

interface DecodeRequest {
  source: VideoSource;
  information: MediaInformation;
  segment: Segment;
  sampling: Sampling;
  range: TimeRange;
  operations: readonly Operation[];
  /** Null: frames come without bytes. */
  pictures: PictureFormat | null;
  video: VideoFormat | null;
  /** An empty folder of our own. */
  scratch: string;
  /** Where an earlier attempt came to: frames after it are given. */
  after: Position | null;
  signal: AbortSignal;
  /** Each frame, in order of time. While what it returns is pending, ffmpeg waits. */
  onFrame: (frame: Frame) => void | Promise<void>;
  /** Each piece of video, after all of its frames. */
  onPiece?: (piece: Piece) => void | Promise<void>;
  /** Frames of the segment that were decoded so far. */
  onDecoded?: (decoded: number) => void;
}

/** Decodes, samples and processes the frames of one segment in one ffmpeg. Throws what `onFrame` and reading the source throw. */
export function decodeSegment(_request: DecodeRequest): Promise<SegmentOutcome> {
  return Promise.reject(new Error('Not written yet.'));
}
