import type { Homography } from './homography.ts';

export type DetectorName = 'ORB' | 'AKAZE';

/** A point that both pictures have, in pixels from their upper left corners: the middle of the first pixel is 0.5, 0.5. */
export interface Residual {
  query: [x: number, y: number];
  reference: [x: number, y: number];
  /** Where the homography puts the point of the query, less where it is in the reference. */
  dx: number;
  dy: number;
}

/** How a picture lies in another. */
export interface Registered {
  detector: DetectorName;
  /** From pixels of the query to pixels of the reference. */
  homography: Homography;
  /** Matches that agree with it, of `matches`. */
  inliers: number;
  matches: number;
  /** Probability that the pictures show the same place (Brown and Lowe 2007), 0 to 1. */
  confidence: number;
  /** Of the inliers, in pixels of the reference. */
  rmsePx: number;
  /**
   * Within so many pixels of the reference the middle of the query, and the worst of its corners, is from where the homography
   * puts it, with a probability of 95 %.
   */
  error95: { middle: number; corner: number };
  /** One of each inlier. */
  residuals: Residual[];
}

/** One detector's try, also when nothing came of it. */
export interface Attempt {
  detector: DetectorName;
  inliers: number;
  matches: number;
  /** Why it is not accepted; null when it is. */
  refused: string | null;
}
