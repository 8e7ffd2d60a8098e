import type { Grey } from '../geo/grey.ts';
import { confidenceOf, refusalOf, type Rules } from './acceptance.ts';
import { fitHomography, type Fit, type Pair } from './fit.ts';
import { cornersOf, project, type Homography } from './homography.ts';
import { matchedPoints } from './match.ts';
import type { OpenCv, Own } from './opencv.ts';
import type { Attempt, DetectorName, Registered, Residual } from './registered.ts';

/** Pixels of the reference between a point and where it should be, for it to agree. */
const tolerance = 3;
/** With each, points at the edges that the first position was not exact enough for agree, too. */
const fits = 3;

/** Finds the query in the reference with one detector. Blocks its thread, for half a second (ORB) to some (AKAZE). */
export function registerWith(
  cv: OpenCv,
  name: DetectorName,
  { query, reference, rules }: { query: Grey; reference: Grey; rules: Rules },
): { attempt: Attempt; registered: Registered | null } {
  const owned: { delete: () => void }[] = [];
  const own: Own = (value) => (owned.push(value), value);
  try {
    const pairs = matchedPoints(cv, own, name, query, reference);
    const failed = (refused: string) => ({
      attempt: { detector: name, inliers: 0, matches: pairs.length, refused },
      registered: null,
    });
    if (pairs.length < 8) return failed('nothing in the pictures is alike');
    const fit = fitted(pairs, consensus(cv, own, pairs), query);
    if (!fit) return failed('no position fits');

    const { homography } = fit;
    const residuals = residualsOf(homography, pairs);
    const points = residuals.map((residual) => residual.query);
    const error95 = {
      middle: fit.errorAt([query.width / 2, query.height / 2]),
      corner: Math.max(...cornersOf(query).map(fit.errorAt)),
    };
    const candidate = { homography, query, points, matches: pairs.length, cornerError: error95.corner };
    const refused = refusalOf(candidate, rules);
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
        error95,
        residuals,
      },
    };
  } finally {
    for (const value of owned.toReversed()) value.delete();
  }
}

/** The position that most of the points agree with (RANSAC), about. */
function consensus(cv: OpenCv, own: Own, pairs: readonly Pair[]): Homography | null {
  const [from, to] = (['query', 'reference'] as const).map((side) =>
    own(
      cv.matFromArray(
        pairs.length,
        1,
        cv.CV_64FC2,
        pairs.flatMap((pair) => [...pair[side]]),
      ),
    ),
  );
  const mask = own(new cv.Mat());
  const found = own(cv.findHomography(from!, to!, cv.RANSAC, tolerance, mask, 4000, 0.999));
  return found.rows === 3 ? oriented([...found.data64F], pairs) : null;
}

/** The position that fits best to the points that agree with it. */
function fitted(pairs: readonly Pair[], start: Homography | null, query: Grey): Fit | null {
  let homography = start;
  let fit: Fit | null = null;
  for (let count = 0; count < fits && homography; count++) {
    const near = homography;
    fit = fitHomography(
      pairs.filter((pair) => residualOf(near, pair) !== null),
      near,
      query,
    );
    homography = fit?.homography ?? null;
  }
  return homography && fit;
}

/** With the sign that makes w positive where the points are, as `project` wants it. */
function oriented(h: number[], [pair]: readonly Pair[]): Homography | null {
  if (h.length !== 9 || !h.every(Number.isFinite) || !pair) return null;
  const w = h[6]! * pair.query[0] + h[7]! * pair.query[1] + h[8]!;
  return h.map((value) => value * Math.sign(w)) as unknown as Homography;
}

/** Of the pairs that agree with a homography. */
const residualsOf = (homography: Homography, pairs: readonly Pair[]): Residual[] =>
  pairs.flatMap((pair) => residualOf(homography, pair) ?? []);

function residualOf(homography: Homography, { query, reference }: Pair): Residual | null {
  const projected = project(homography, query);
  if (!projected) return null;
  const [dx, dy] = [projected[0] - reference[0], projected[1] - reference[1]];
  return Math.hypot(dx, dy) <= tolerance ? { query: [...query], reference: [...reference], dx, dy } : null;
}
