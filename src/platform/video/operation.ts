/** Where something is put on the picture. */
export type Corner = 'TOP_LEFT' | 'TOP_RIGHT' | 'BOTTOM_LEFT' | 'BOTTOM_RIGHT' | 'CENTRE';

/** One thing that is done to each frame. They are done in order. Lengths are pixels of the picture as it is by then. */
export type Operation =
  /** To fit inside (INSIDE, never enlarged), or to be exactly of that size (FILL). Of one length, the other follows. */
  | { kind: 'RESIZE'; width?: number; height?: number; fit: 'INSIDE' | 'FILL' }
  /** What lies outside of the picture is cut off. */
  | { kind: 'CROP'; x: number; y: number; width: number; height: number }
  | { kind: 'GRAYSCALE' }
  | { kind: 'BLUR'; sigma: number }
  /** White edges on black, by Canny's method. Thresholds are of 0 to 1. */
  | { kind: 'EDGES'; low: number; high: number }
  | {
      kind: 'ANNOTATE';
      /** Any text; comes before the number or time where both are asked for. */
      text: string | null;
      /** FRAME_NUMBER: of the video, from 0. TIME_CODE: hours:minutes:seconds.thousandths. */
      show: 'FRAME_NUMBER' | 'TIME_CODE' | null;
      corner: Corner;
      /** Height of letters in pixels. */
      size: number;
      /** `#rrggbb`. */
      colour: string;
    }
  /** 0 to 1: how much is taken for noise. */
  | { kind: 'DENOISE'; strength: number }
  /** 0 to 1. */
  | { kind: 'SHARPEN'; amount: number }
  /** A picture (PNG, JPEG, WebP) of our own scratch, `width` pixels wide where it says so. */
  | { kind: 'OVERLAY'; file: string; corner: Corner; margin: number; width: number | null; opacity: number };
