import { findAltitudeOutliers } from './checks/altitude.ts';
import { findClockJumps } from './checks/clock.ts';
import { findDuplicates } from './checks/duplicates.ts';
import { note } from './checks/finding.ts';
import { toFlights, type Flight } from './checks/flights.ts';
import { inOrder, isPlaced, timedLineOf, type Placed } from './checks/line.ts';
import { median } from './checks/median.ts';
import { findLowOverlap } from './checks/overlap.ts';
import { findMisplaced } from './checks/positions.ts';
import { findImpossibleSpeeds } from './checks/speed.ts';
import { groundHeightOf, placeFootprints } from './ground/place-footprints.ts';
import type { FlightImage } from './manifest.ts';

interface Settings {
  groundHeight?: number | undefined;
  near?: { lon: number; lat: number } | undefined;
  maximumSpeed: number;
  minimumOverlap: number;
}

export interface CheckedFlight {
  lines: (Pick<Flight, 'folder' | 'camera'> & { images: Placed[] })[];
  /** Metres; null when it is not known. */
  groundHeight: number | null;
  /** Median of images that follow each other on straight lines, 0 to 1; null when there are none. */
  overlap: number | null;
}

/**
 * Looks at the images of a flight beside each other, and writes into each what is wrong with it and what it shows. Each check
 * believes what those before it have left: positions that are wrong by themselves say nothing of speeds.
 */
export function checkFlight(images: readonly FlightImage[], settings: Settings): CheckedFlight {
  note(findDuplicates(images));
  note(findMisplaced(images, settings.near));
  const flights = toFlights(images);
  for (const flight of flights) note(findClockJumps(flight));
  for (const flight of flights) note(findImpossibleSpeeds(timedLineOf(flight), settings.maximumSpeed));
  note(findAltitudeOutliers(images));

  const height = groundHeightOf(images, settings.groundHeight);
  const overlaps: number[] = [];
  const lines = flights.map((flight) => {
    const { folder, camera } = flight;
    const ordered = inOrder(flight);
    const line = ordered.filter(isPlaced);
    note(placeFootprints(line, { given: settings.groundHeight, height }));
    const found = findLowOverlap(ordered, settings.minimumOverlap);
    note(found.findings);
    for (const overlap of found.overlaps) overlaps.push(overlap);
    return { folder, camera, images: line };
  });
  return {
    lines: lines.filter((line) => line.images.length > 0),
    groundHeight: height,
    overlap: overlaps.length > 0 ? median(overlaps) : null,
  };
}
