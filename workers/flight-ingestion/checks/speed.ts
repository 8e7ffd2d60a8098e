import { geodesicDistance } from '../../../src/platform/geo/distance.ts';
import { nameOf, type Finding } from './finding.ts';
import { clockOf } from './flights.ts';
import type { Placed } from './line.ts';

/** Stretches that are looked back to; that many wrong ones in a row are no flight. */
const mostBack = 200;

/**
 * Positions that nobody gets to in time. The line is cut where that is so; the stretches that can be flown one after the other
 * and hold most images are believed, the others are not.
 */
export function findImpossibleSpeeds(line: readonly Placed[], maximumSpeed: number): Finding[] {
  const isPossible = (from: Placed, to: Placed) => speed(from, to).metresPerSecond <= maximumSpeed;
  const stretches: Placed[][] = [];
  for (const image of line) {
    const last = stretches.at(-1);
    if (last && isPossible(last.at(-1)!, image)) last.push(image);
    else stretches.push([image]);
  }
  if (stretches.length < 2) return [];
  const believed = heaviestChain(stretches, isPossible);
  const findings: Finding[] = [];
  let trusted: Placed | undefined;
  stretches.forEach((stretch, n) => {
    if (believed.has(n)) {
      trusted = stretch.at(-1);
      return;
    }
    const next = stretches.find((_other, other) => other > n && believed.has(other))?.[0];
    for (const image of stretch) findings.push([image, 'IMPOSSIBLE_SPEED', sentence(trusted ?? next!, image)]);
  });
  return findings;
}

/** The stretches, by number, that follow each other possibly and have the most images together. */
function heaviestChain(stretches: readonly Placed[][], isPossible: (from: Placed, to: Placed) => boolean): Set<number> {
  const best: { images: number; before: number }[] = [];
  stretches.forEach((stretch, n) => {
    let [images, before] = [0, -1];
    for (let other = Math.max(0, n - mostBack); other < n; other++) {
      if (best[other]!.images > images && isPossible(stretches[other]!.at(-1)!, stretch[0]!)) {
        [images, before] = [best[other]!.images, other];
      }
    }
    best.push({ images: images + stretch.length, before });
  });
  const most = Math.max(...best.map(({ images }) => images));
  const chain = new Set<number>();
  for (let n = best.findIndex(({ images }) => images === most); n >= 0; n = best[n]!.before) chain.add(n);
  return chain;
}

/** Clocks of whole seconds may be off by one of them. */
const resolution = ({ localTime }: Placed) => (localTime?.includes('.') ? 0.1 : 1);

function speed(from: Placed, to: Placed) {
  const metres = geodesicDistance(from, to);
  const seconds = Math.abs(clockOf(to)! - clockOf(from)!) / 1000;
  return { metres, seconds, metresPerSecond: metres / (seconds + Math.max(resolution(from), resolution(to))) };
}

function sentence(from: Placed, to: Placed): string {
  const { metres, seconds, metresPerSecond } = speed(from, to);
  return `It is ${Math.round(metres)} m and ${seconds.toFixed(1)} s from ${nameOf(from)}: ${Math.round(metresPerSecond)} m/s at least.`;
}
