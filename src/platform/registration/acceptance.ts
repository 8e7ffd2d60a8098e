import { cornersOf, hullArea, isConvex, project, signedArea, type Homography, type Point } from './homography.ts';

export interface Rules {
  /** At least so many matches that agree, and such a share of all. */
  minInliers: number;
  minRatio: number;
  minConfidence: number;
  /** Pixels of the reference to one of the query, in length. */
  minScale: number;
  maxScale: number;
  /** How far a corner may be off (95 %), as a share of the picture's diagonal. */
  maxCornerError: number;
}

/** Homographies are found between pictures of different places, too, but few matches agree with those: docs/IMAGING.md. */
export const usualRules: Rules = {
  minInliers: 25,
  minRatio: 0.3,
  minConfidence: 0.9,
  minScale: 0.1,
  maxScale: 10,
  maxCornerError: 0.1,
};

/** One side of the picture may be seen so much shorter than the opposite one, or than the other two. */
const maxDistortion = 3;
/** Less of the picture than this, and where the rest lies is a guess. */
const minSpread = 0.03;

interface Candidate {
  homography: Homography;
  query: { width: number; height: number };
  /** Points of the query that agree with it. */
  points: readonly Point[];
  matches: number;
  /** How far a corner may be off, in pixels of the reference. */
  cornerError: number;
}

/** Why a homography is not to be trusted, in a few words; null when it is. */
export function refusalOf(candidate: Candidate, rules: Rules): string | null {
  const { homography, query, points, matches, cornerError } = candidate;
  if (points.length < rules.minInliers) return `${points.length} points agree, and ${rules.minInliers} have to`;
  if (points.length < rules.minRatio * matches) return `${points.length} of ${matches} matches agree`;
  if (confidenceOf(points.length, matches) < rules.minConfidence) return 'too few of the matches agree';

  const corners = cornersOf(query).map((corner) => project(homography, corner));
  if (!corners.every((corner) => corner !== null)) return 'the picture would reach beyond the horizon';
  if (!isConvex(corners)) return 'the picture would be folded or mirrored';
  const area = query.width * query.height;
  const scale = Math.sqrt(signedArea(corners) / area);
  if (!(scale >= rules.minScale && scale <= rules.maxScale))
    return `the picture would be scaled by ${scale.toFixed(2)}`;
  if (distortionOf(corners, query) > maxDistortion) return 'the picture would be distorted';
  if (hullArea(points) < minSpread * area) return 'the points that agree are all in one place';
  if (!(cornerError <= rules.maxCornerError * scale * Math.hypot(query.width, query.height)))
    return `the points that agree leave its corners uncertain by ${Math.ceil(cornerError)} pixels`;
  return null;
}

/** How much longer one side became than another, relative to what they were. */
function distortionOf(corners: Point[], { width, height }: { width: number; height: number }): number {
  const factors = corners.map(([x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length]!;
    return Math.hypot(nextX - x, nextY - y) / (index % 2 === 0 ? width : height);
  });
  return Math.max(...factors) / Math.min(...factors);
}

/** Of a match being an inlier in pictures of one place, and of two; and of two pictures showing one place at all. */
const inSame = 0.6;
const inOther = 0.1;
const prior = 1e-6;

/**
 * The probability that so many inliers of so many matches are those of pictures of one place: Brown and Lowe, Automatic
 * Panoramic Image Stitching using Invariant Features, IJCV 74(1), 2007, §3.2, with its numbers. In logarithms, as the powers
 * are too small.
 */
export function confidenceOf(inliers: number, matches: number): number {
  const odds =
    Math.log(prior / (1 - prior)) +
    inliers * Math.log(inSame / inOther) +
    (matches - inliers) * Math.log((1 - inSame) / (1 - inOther));
  return 1 / (1 + Math.exp(-odds));
}
