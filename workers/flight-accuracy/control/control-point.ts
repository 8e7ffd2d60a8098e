/** Where an image is known to have been taken, whatever its own position says. */
export interface ControlPoint {
  /** What it is of: an image's key, its file name, or the end of its key, with or without its extension. */
  id: string;
  /** Where it is said: `line 12`, `feature 3`. */
  place: string;
  lon: number;
  lat: number;
  /** Metres; null where it is not said. */
  height: number | null;
}

/** A point as its file has it: in whatever system. */
export interface RawPoint {
  id: string;
  place: string;
  x: number;
  y: number;
  height: number | null;
  /** What the file says of this point or of all; null where it says nothing. */
  crs: string | null;
}

/** What is wrong with a point, or with the whole file; `message` begins with where. */
export interface ControlProblem {
  code: 'INVALID_POINT' | 'DUPLICATE_POINT' | 'UNKNOWN_CRS';
  message: string;
}

/** The file is not to be used at all. `message` says why, and what to do. */
export class ControlRejected extends Error {}

/** Longer ids are none. */
export const longestId = 1024;
