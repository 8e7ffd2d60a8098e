import type { Finding } from '../checks/finding.ts';
import type { Placed } from '../checks/line.ts';
import { median } from '../checks/median.ts';
import type { FlightImage } from '../manifest.ts';
import { courseOf } from './course.ts';
import { footprintOf } from './footprint.ts';

/** The height of the ground: as given, else that of the take-off, by the images that say how far they are above it. */
export function groundHeightOf(images: readonly FlightImage[], given: number | undefined): number | null {
  if (given !== undefined) return given;
  const heights = images.flatMap(({ altitude, heightAboveTakeOff }) =>
    altitude !== null && heightAboveTakeOff !== null ? [altitude - heightAboveTakeOff] : [],
  );
  return heights.length > 0 ? median(heights) : null;
}

interface Ground {
  /** As the caller gave it; then the height above take-off says nothing. */
  given: number | undefined;
  height: number | null;
}

/** Writes into each image of a line what it shows of the ground. Where that cannot be computed, why. */
export function placeFootprints(line: readonly Placed[], ground: Ground): Finding[] {
  return line.flatMap((image, at): Finding[] => {
    const because = (why: string): Finding[] => [[image, 'NO_FOOTPRINT', why]];
    image.heightAboveGround = heightAboveGround(image, ground);
    if (image.heightAboveGround === null) {
      return because('How high it was above the ground is not known: give groundHeight.');
    }
    if (image.heightAboveGround <= 0) {
      const height = image.heightAboveGround.toFixed(1);
      return because(`It was taken ${height} m above the ground, which is below it: check groundHeight.`);
    }
    const { width, height, focalLengthPx } = image;
    if (width === null || height === null || focalLengthPx === null) {
      return because('Neither a 35 mm equivalent nor the size of the sensor is known: give sensorWidthMm.');
    }
    const attitude = image.attitude ?? lookingDown(line, at);
    if (!attitude) return because('Which way it was turned is not known.');
    const footprint = footprintOf({
      ...image,
      width,
      height,
      focalLengthPx,
      attitude,
      heightAboveGround: image.heightAboveGround,
    });
    if (!footprint) return because('It looks too far towards the horizon.');
    image.footprint = footprint.ring;
    image.footprintFrom = image.attitude ? 'ATTITUDE' : 'COURSE';
    image.groundSamplingDistance = footprint.groundSamplingDistance;
    return [];
  });
}

function heightAboveGround({ altitude, heightAboveTakeOff }: FlightImage, { given, height }: Ground): number | null {
  if (given === undefined && heightAboveTakeOff !== null) return heightAboveTakeOff;
  return altitude !== null && height !== null ? altitude - height : null;
}

/** Straight down, its top in the direction of flight: as most cameras are mounted that do not say how they are turned. */
function lookingDown(line: readonly Placed[], at: number) {
  const [before, here, after] = [line[at - 1], line[at]!, line[at + 1]];
  const yaw = (after && courseOf(here, after)) ?? (before && courseOf(before, here)) ?? null;
  return yaw === null ? null : { yaw, pitch: -90, roll: 0 };
}
