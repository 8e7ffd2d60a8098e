/** Which frames are wanted. */
export type Sampling =
  | { kind: 'EVERY_FRAME' }
  /** The first frame of the range, and each n-th after it. */
  | { kind: 'EVERY_NTH'; n: number }
  /** The first frame at or after each 1/fps of a second, counted from the beginning of the range. None comes twice. */
  | { kind: 'FPS'; fps: number }
  | { kind: 'KEY_FRAMES' }
  /** Frames that differ from the one before by more than the threshold, 0 to 1, as ffmpeg's `scene`. */
  | { kind: 'SCENES'; threshold: number }
  /** The first frame at or after each of these seconds, counted from the beginning of the video. */
  | { kind: 'TIMES'; seconds: number[] };

/** Seconds from the beginning of the video: frames from `from` on, and before `to`. */
export interface TimeRange {
  from: number | null;
  to: number | null;
}
