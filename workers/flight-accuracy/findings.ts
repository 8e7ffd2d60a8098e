import type { AccuracyProblem } from './contract/problem.ts';
import type { PinnedReference } from './contract/reference.ts';
import type { Control } from './control/read-control.ts';
import type { Measurement } from './measurement.ts';

/** An image whose error is known. */
export type Measured = Measurement & {
  lon: number;
  lat: number;
  error: NonNullable<Measurement['error']>;
  truth: NonNullable<Measurement['truth']>;
};

export interface Findings {
  measured: Measured[];
  problems: AccuracyProblem[];
}

/** What the measurements of all parts say together: a point that several images claim is nobody's, and some are nobody's. */
export function findingsOf(measurements: readonly Measurement[], control: Control | null): Findings {
  const problems: AccuracyProblem[] = (control?.problems ?? []).map((problem) => ({ ...problem, key: null }));
  const claims = new Map<string, Measurement[]>();
  for (const one of measurements) {
    if (!one.point) continue;
    const others = claims.get(one.point.id);
    if (others) others.push(one);
    else claims.set(one.point.id, [one]);
  }
  const ambiguous = new Set<string>();
  for (const { id, place } of control?.points ?? []) {
    const images = claims.get(id) ?? [];
    const at = `${place[0]!.toUpperCase()}${place.slice(1)}`;
    if (images.length === 0) {
      problems.push({ code: 'UNMATCHED_POINT', key: null, message: `${at}: "${id}" is no image of the flight.` });
    } else if (images.length > 1) {
      ambiguous.add(id);
      const [first, second] = images;
      problems.push({
        code: 'AMBIGUOUS_POINT',
        key: null,
        message: `${at}: "${id}" may be ${first!.key} or ${second!.key}${images.length > 2 ? ', or others' : ''}. Name more of the key.`,
      });
    }
  }
  for (const { key, problem } of measurements) if (problem) problems.push({ ...problem, key });
  const measured = measurements.filter(
    (one): one is Measured => one.error !== null && !(one.point && ambiguous.has(one.point.id)),
  );
  return { measured, problems };
}

/** What has to be known to read the numbers, each in a sentence. */
export function notesOf(
  { measured, problems }: Findings,
  reference: PinnedReference,
  { lostImages, rejected }: { lostImages: number; rejected: { horizontal: number; vertical: number } },
): string[] {
  const notes: string[] = [];
  const other = measured.filter(({ heightNote }) => heightNote === 'OTHER_REFERENCE').length;
  if (reference.kind === 'RASTER') notes.push('A raster has no heights: only the plane was measured.');
  else if (reference.heights === null && measured.some(({ truth }) => truth.height !== null))
    notes.push(
      'Heights were not compared: say in reference.points.heights what those of the control points are above.',
    );
  if (other > 0)
    notes.push(
      `Heights of ${other} images were not compared: they are above something else than those of the control points.`,
    );
  if (rejected.horizontal > 0)
    notes.push(`Outliers that are not in the horizontal statistics: ${rejected.horizontal}.`);
  if (rejected.vertical > 0) notes.push(`Outliers that are not in the vertical statistics: ${rejected.vertical}.`);
  if (lostImages > 0) notes.push(`${lostImages} images are not in it, as their parts failed.`);
  if (problems.some(({ code }) => code === 'UNMATCHED_POINT') && lostImages > 0)
    notes.push('Points that match no image may be of images that were lost.');
  if (measured.length < fewForPercentiles)
    notes.push(
      `Percentiles of so few points (${measured.length}) say little: those of 95 % are near the largest error.`,
    );
  return notes;
}

const fewForPercentiles = 20;
