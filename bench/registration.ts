/**
 * How well pictures are found in others, and how long that takes: pictures whose place is known, as a camera anywhere above
 * would take them (`test/synthetic-imagery.ts`), and as many of other places, of which none may be found. Its peer is AKAZE
 * alone, on every fifth. Options: `--cases 100`, `--images <folder>` with real pictures to use besides the one that comes
 * with a package.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { Grey } from '../src/platform/geo/grey.ts';
import { createRegistration } from '../src/platform/registration/registration.ts';
import { landscape } from '../test/fixtures/landscape.ts';
import { anyLook, photograph, positionError, terrain } from '../test/synthetic-imagery.ts';
import { median, p95, report, rounded } from './lib/measure.ts';

const { values } = parseArgs({ options: { cases: { type: 'string' }, images: { type: 'string' } } });
const cases = Number(values.cases ?? 100);
/** Of a pixel of the ground, to say errors in metres. */
const metres = 0.5;

async function greyOf(file: string): Promise<Grey> {
  const { data, info } = await sharp(readFileSync(file))
    .greyscale()
    .resize({ width: 1400, height: 1400, fit: 'inside', withoutEnlargement: true })
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}
const given = values.images ? readdirSync(values.images).filter((name) => /\.(jpe?g|png|tiff?)$/i.test(name)) : [];
const real = await Promise.all([landscape, ...given.map((name) => path.join(values.images!, name))].map(greyOf));
const grounds = [...real, terrain(1, 1400), terrain(2, 1400), terrain(3, 1400)];

const registration = createRegistration({ threads: 1 });
const [middles, corners, times, akazeTimes]: [number[], number[], number[], number[]] = [[], [], [], []];
let [falseAccepts, mostInliers, middlesWithin, cornersWithin] = [0, 0, 0, 0];
for (let seed = 0; seed < cases; seed++) {
  const ground = grounds[seed % grounds.length]!;
  const look = anyLook(seed, ground);
  const picture = photograph(ground, look, seed);
  const begun = performance.now();
  const found = await registration.register(picture, ground);
  times.push(performance.now() - begun);
  if (found) {
    const error = positionError(found.homography, look);
    middles.push(error.middle);
    corners.push(error.corner);
    if (error.middle <= found.error95.middle) middlesWithin++;
    if (error.corner <= found.error95.corner) cornersWithin++;
  }
  if (seed % 5 === 0) {
    const again = performance.now();
    await registration.register(picture, ground, { detectors: ['AKAZE'] });
    akazeTimes.push(performance.now() - again);
  }
  const elsewhere = seed % 2 ? terrain(1000 + seed, 900) : grounds[(seed + 1) % grounds.length]!;
  const stranger = photograph(elsewhere, anyLook(5000 + seed, elsewhere), seed);
  const onAttempt = ({ inliers }: { inliers: number }) => (mostInliers = Math.max(mostInliers, inliers));
  if (await registration.register(stranger, ground, { onAttempt })) falseAccepts++;
}

report({
  name: 'registration',
  unit: 'milliseconds to find a picture, on one thread',
  ours: rounded(median(times), 0),
  peer: rounded(median(akazeTimes), 0),
  peerName: 'AKAZE alone',
  ratio: rounded(median(akazeTimes) / median(times)),
  cases,
  grounds: { real: real.length, synthetic: grounds.length - real.length },
  found: middles.length,
  medianPx: rounded(median(middles), 3),
  p95Px: rounded(p95(middles), 3),
  medianMetres: rounded(median(middles) * metres, 3),
  p95Metres: rounded(p95(middles) * metres, 3),
  cornerMedianPx: rounded(median(corners), 3),
  cornerP95Px: rounded(p95(corners), 3),
  cornerMostPx: rounded(Math.max(...corners), 3),
  middlesWithinError95: rounded(middlesWithin / middles.length),
  cornersWithinError95: rounded(cornersWithin / middles.length),
  p95Ms: rounded(p95(times), 0),
  falseAccepts,
  mostInliersOfStrangers: mostInliers,
});
