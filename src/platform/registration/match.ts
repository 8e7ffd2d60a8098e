import type { Grey } from '../geo/grey.ts';
import type { Pair } from './fit.ts';
import type { Detector, KeyPoints, Mat, OpenCv, Own } from './opencv.ts';
import type { DetectorName } from './registered.ts';

/** A match counts when the second best is so much worse (Lowe's ratio test). */
const ratio = 0.8;
const features = 3000;
/** Corners that haze has left are found, too; the strongest are kept. OpenCV's own is 20. */
const fastThreshold = 7;
/** Pixels of the level of its pyramid in what ORB says is the size of a point. */
const patch = 31;

const detectors: Record<DetectorName, (cv: OpenCv) => Detector> = {
  ORB(cv) {
    const orb = new cv.ORB(features);
    orb.setFastThreshold(fastThreshold);
    return orb;
  },
  AKAZE: (cv) => new cv.AKAZE(),
};

/** Points that look alike in both, the best first; each of the reference at most once, as many to one agree with anything. */
export function matchedPoints(cv: OpenCv, own: Own, name: DetectorName, query: Grey, reference: Grey): Pair[] {
  const detector = own(detectors[name](cv));
  const [inQuery, inReference] = [featuresOf(cv, own, detector, query), featuresOf(cv, own, detector, reference)];
  return matched(cv, own, inQuery, inReference).map(({ queryIdx, trainIdx }) => {
    const from = placed[name](inQuery.keyPoints.get(queryIdx), query);
    const to = placed[name](inReference.keyPoints.get(trainIdx), reference);
    return { query: from.at, querySize: from.size, reference: to.at, referenceSize: to.size };
  });
}

interface Features {
  keyPoints: KeyPoints;
  descriptors: Mat;
}

function featuresOf(cv: OpenCv, own: Own, detector: Detector, { data, width, height }: Grey): Features {
  const image = own(new cv.Mat(height, width, cv.CV_8UC1));
  image.data.set(data);
  const [none, keyPoints, descriptors] = [own(new cv.Mat()), own(new cv.KeyPointVector()), own(new cv.Mat())];
  detector.detectAndCompute(image, none, keyPoints, descriptors);
  return { keyPoints, descriptors };
}

function matched(cv: OpenCv, own: Own, query: Features, reference: Features) {
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
  return [...best.values()].toSorted((one, other) => one.distance - other.distance);
}

type KeyPoint = ReturnType<KeyPoints['get']>;

/**
 * Where a point is from the upper left corner of its picture, and the size of the pixels in which it was found. OpenCV counts from
 * the middle of the first pixel.
 */
const placed: Record<DetectorName, (point: KeyPoint, picture: Grey) => { at: [number, number]; size: number }> = {
  /**
   * ORB counts in pixels of a level of its pyramid, and multiplies by the factor between levels. A level has a whole number of
   * pixels, so that the factor is a little different. Measured: both together make the median error 0.1 pixels instead of 0.7.
   */
  ORB({ pt, size }, { width, height }) {
    const factor = size / patch;
    const along = (place: number, length: number) => ((place / factor + 0.5) * length) / Math.round(length / factor);
    return { at: [along(pt.x, width), along(pt.y, height)], size: factor };
  },
  AKAZE: ({ pt, size }) => ({ at: [pt.x + 0.5, pt.y + 0.5], size }),
};
