import type { Grey } from '../geo/grey.ts';
import { confidenceOf, refusalOf, type Rules } from './acceptance.ts';
import { project, type Homography, type Point } from './homography.ts';
import type { Detector, KeyPoints, Mat, OpenCv } from './opencv.ts';
import type { Attempt, DetectorName, Registered, Residual } from './registered.ts';

/** A match counts when the second best is so much worse (Lowe's ratio test). */
const ratio = 0.8;
/** Pixels of the reference between a point and where it should be, for it to agree. */
const tolerance = 3;
const features = 3000;
/** Corners that haze has left are found, too; the strongest are kept. OpenCV's own is 20. */
const fastThreshold = 7;

const detectors: Record<DetectorName, (cv: OpenCv) => Detector> = {
  ORB(cv) {
    const orb = new cv.ORB(features);
    orb.setFastThreshold(fastThreshold);
    return orb;
  },
  AKAZE: (cv) => new cv.AKAZE(),
};

/** Finds the query in the reference with one detector. Blocks its thread, for half a second (ORB) to some (AKAZE). */
export function registerWith(
  cv: OpenCv,
  name: DetectorName,
  { query, reference, rules }: { query: Grey; reference: Grey; rules: Rules },
): { attempt: Attempt; registered: Registered | null } {
  const owned: { delete: () => void }[] = [];
  const own = <T extends { delete: () => void }>(value: T): T => (owned.push(value), value);
  try {
    const detector = own(detectors[name](cv));
    const [inQuery, inReference] = [query, reference].map((picture) => featuresOf(cv, own, detector, picture)) as [
      Features,
      Features,
    ];
    const pairs = matched(cv, own, halfPixel[name], inQuery, inReference);
    const failed = (refused: string) => ({
      attempt: { detector: name, inliers: 0, matches: pairs.length, refused },
      registered: null,
    });
    if (pairs.length < 8) return failed('nothing in the pictures is alike');

    const from = own(
      cv.matFromArray(
        pairs.length,
        1,
        cv.CV_64FC2,
        pairs.flatMap(({ query: [x, y] }) => [x, y]),
      ),
    );
    const to = own(
      cv.matFromArray(
        pairs.length,
        1,
        cv.CV_64FC2,
        pairs.flatMap(({ reference: [x, y] }) => [x, y]),
      ),
    );
    const mask = own(new cv.Mat());
    const found = own(cv.findHomography(from, to, cv.RANSAC, tolerance, mask, 4000, 0.999));
    const homography = found.rows === 3 ? oriented([...found.data64F], pairs) : null;
    if (!homography) return failed('no position fits');

    const residuals = pairs.filter((_, index) => mask.data[index]).flatMap((pair) => residualOf(homography, pair));
    const points = residuals.map((residual) => residual.query);
    const refused = refusalOf({ homography, query, points, matches: pairs.length }, rules);
    const attempt = { detector: name, inliers: points.length, matches: pairs.length, refused };
    if (refused !== null) return { attempt, registered: null };
    const squares = residuals.reduce((sum, { dx, dy }) => sum + dx * dx + dy * dy, 0);
    return {
      attempt,
      registered: {
        detector: name,
        homography,
        inliers: points.length,
        matches: pairs.length,
        confidence: confidenceOf(points.length, pairs.length),
        rmsePx: Math.sqrt(squares / points.length),
        residuals,
      },
    };
  } finally {
    for (const value of owned.toReversed()) value.delete();
  }
}

interface Features {
  keyPoints: KeyPoints;
  descriptors: Mat;
}
type Own = <T extends { delete: () => void }>(value: T) => T;

function featuresOf(cv: OpenCv, own: Own, detector: Detector, { data, width, height }: Grey): Features {
  const image = own(new cv.Mat(height, width, cv.CV_8UC1));
  image.data.set(data);
  const [none, keyPoints, descriptors] = [own(new cv.Mat()), own(new cv.KeyPointVector()), own(new cv.Mat())];
  detector.detectAndCompute(image, none, keyPoints, descriptors);
  return { keyPoints, descriptors };
}

interface Pair {
  query: [number, number];
  reference: [number, number];
}

/** Pairs of points, the best first; each point of the reference at most once, as many to one agree with anything. */
function matched(cv: OpenCv, own: Own, half: (size: number) => number, query: Features, reference: Features): Pair[] {
  if (query.descriptors.rows < 2 || reference.descriptors.rows < 2) return [];
  const matches = own(new cv.DMatchVectorVector());
  own(new cv.BFMatcher(cv.NORM_HAMMING)).knnMatch(query.descriptors, reference.descriptors, matches, 2);
  const best = new Map<number, { queryIdx: number; trainIdx: number; distance: number }>();
  for (let index = 0; index < matches.size(); index++) {
    const neighbours = matches.get(index);
    if (neighbours.size() === 2) {
      const [first, second] = [neighbours.get(0), neighbours.get(1)];
      const rival = best.get(first.trainIdx);
      if (first.distance < ratio * second.distance && (!rival || first.distance < rival.distance))
        best.set(first.trainIdx, first);
    }
    neighbours.delete();
  }
  return [...best.values()]
    .toSorted((one, other) => one.distance - other.distance)
    .map(({ queryIdx, trainIdx }) => ({
      query: middle(query.keyPoints, queryIdx, half),
      reference: middle(reference.keyPoints, trainIdx, half),
    }));
}

/**
 * From the upper left corner of the picture. OpenCV counts from the middle of the first pixel; and ORB from that of the
 * pyramid's level where it found the point, which is half a larger pixel from the corner (measured: the median error of 0.7 pixels became 0.2).
 */
function middle(keyPoints: KeyPoints, index: number, half: (size: number) => number): [number, number] {
  const { pt, size } = keyPoints.get(index);
  return [pt.x + half(size), pt.y + half(size)];
}

/** Half a pixel of the level of a point. ORB says the size of its patch, which has 31 of them. */
const halfPixel: Record<DetectorName, (size: number) => number> = {
  ORB: (size) => size / 31 / 2,
  AKAZE: () => 0.5,
};

/** With the sign that makes w positive where the points are, as `project` wants it. */
function oriented(h: number[], [pair]: Pair[]): Homography | null {
  if (h.length !== 9 || !h.every(Number.isFinite) || !pair) return null;
  const w = h[6]! * pair.query[0] + h[7]! * pair.query[1] + h[8]!;
  return h.map((value) => value * Math.sign(w)) as unknown as Homography;
}

function residualOf(homography: Homography, { query, reference }: Pair): Residual[] {
  const projected: Point | null = project(homography, query);
  if (!projected) return [];
  return [{ query, reference, dx: projected[0] - reference[0], dy: projected[1] - reference[1] }];
}
