/** Decoded pixels: 8-bit sRGB, or sRGB and alpha, interleaved, row after row without gaps. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
  channels: 3 | 4;
}

/** Called with the rows that are done so far, out of `total`. */
export type OnRows = (done: number, total: number) => void;
