import { courseOf, turn } from '../ground/course.ts';
import { overlapOf } from '../ground/overlap.ts';
import { nameOf, type Finding } from './finding.ts';
import type { FlightImage } from '../manifest.ts';
import { isPlaced } from './line.ts';

/** Degrees; at more, the aircraft is turning to its next line, which overlaps less by intent. */
const straight = 20;

interface Overlaps {
  findings: Finding[];
  /** Of each two that follow each other on a straight line, 0 to 1. */
  overlaps: number[];
}

/**
 * How much images that follow each other on a straight line overlap, and where that is too little. Beside one whose position
 * cannot be relied on that is not known.
 */
export function findLowOverlap(ordered: readonly FlightImage[], minimum: number): Overlaps {
  const findings: Finding[] = [];
  const overlaps: number[] = [];
  const courses = ordered.slice(1).map((image, n) => {
    const before = ordered[n]!;
    return isPlaced(before) && isPlaced(image) ? courseOf(before, image) : null;
  });
  courses.forEach((course, n) => {
    const [one, other] = [ordered[n]!, ordered[n + 1]!];
    if (course === null || !one.footprint || !other.footprint) return;
    const neighbours = [courses[n - 1], courses[n + 1]].filter((next) => next !== null && next !== undefined);
    if (neighbours.some((next) => turn(course, next) > straight)) return;
    const overlap = overlapOf(one.footprint, other.footprint);
    overlaps.push(overlap);
    if (overlap < minimum) {
      const message = `It overlaps ${nameOf(one)} by ${percent(overlap)}; ${percent(minimum)} are wanted.`;
      findings.push([other, 'LOW_OVERLAP', message]);
    }
  });
  return { findings, overlaps };
}

const percent = (part: number) => `${Math.round(part * 100)} %`;
