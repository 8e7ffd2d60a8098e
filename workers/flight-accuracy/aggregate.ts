import type * as z from 'zod';
import type { Storage } from '../../src/platform/storage.ts';
import { cut } from '../../src/services/slack-text.ts';
import type { ActivityContext } from '../kit/activity.ts';
import type { ObjectLocation } from '../kit/objects.ts';
import { storeResult } from '../kit/store.ts';
import { mostListed, type AccuracyResult, type flightAccuracy } from './contract.ts';
import type { Control } from './control/read-control.ts';
import { findingsOf, notesOf, type Findings, type Measured } from './findings.ts';
import { fromLines, type Measurement } from './measurement.ts';
import { outputsOf } from './outputs.ts';
import { csvReport } from './report/csv.ts';
import { htmlReport } from './report/html.ts';
import type { AccuracyReport } from './report/report.ts';
import { median } from './statistics/percentile.ts';
import { summarise } from './statistics/summary.ts';
import { judge } from './statistics/verdict.ts';

type Activity = (typeof flightAccuracy)['activities']['aggregate'];
type Input = z.output<Activity['input']>;
type Context = ActivityContext<typeof flightAccuracy, Activity>;

/** Metres beyond which it is not the images that are wrong. */
const farAway = 10_000;

/** Puts together what parts have measured, computes the statistics, and stores the three reports. */
export async function aggregate(storage: Storage, input: Input, context: Context): Promise<AccuracyResult> {
  const { split, lost, outliers: rule, accuracyClass } = input;
  const { fail, report: tell, signal } = context;
  const control = await readControl(storage, split.reference, signal);
  const measurements = await readMeasurements(storage, input.measured, context);
  const findings = findingsOf(measurements, control);
  const { measured, problems } = findings;
  if (measured.length === 0) return fail('NOTHING_MEASURED', nothingMeasured(findings, measurements, control));
  const distance = median(measured.map(({ error }) => Math.hypot(error.x, error.y)));
  if (distance > farAway) return fail('REFERENCE_FAR_AWAY', farFrom(measured, distance));

  tell({ message: 'Computing the statistics' });
  const { horizontal, vertical, outliers } = summarise(
    measured.map(({ error }) => error),
    rule,
  );
  const counted = (kind: 'horizontal' | 'vertical') => (rule.reject ? outliers.filter((one) => one[kind]).length : 0);
  const rejected = { horizontal: counted('horizontal'), vertical: counted('vertical') };
  const lostImages = lost.reduce((sum, { images }) => sum + images, 0);
  const told: AccuracyReport = {
    manifest: split.manifest,
    reference:
      split.reference.kind === 'RASTER' ? split.reference.source.key : `${control!.points.length} control points`,
    images: split.images,
    parts: split.parts.length,
    points: control?.points.length ?? null,
    lostImages,
    lostParts: lost,
    outlierRule: rule,
    horizontal: horizontal && { ...horizontal, rejected: rejected.horizontal },
    vertical: vertical && { ...vertical, rejected: rejected.vertical },
    verdict: accuracyClass
      ? {
          edition: accuracyClass.edition,
          ...judge(
            {
              edition: accuracyClass.edition,
              horizontal: inMetres(accuracyClass.horizontalCm),
              vertical: inMetres(accuracyClass.verticalCm),
              surveyHorizontal: accuracyClass.surveyHorizontalCm / 100,
              surveyVertical: accuracyClass.surveyVerticalCm / 100,
            },
            { horizontal, vertical, lostImages, rejected },
          ),
        }
      : null,
    problems,
    notes: notesOf(findings, split.reference, { lostImages, rejected }),
    errors: measured.map((one, n) => ({ ...one, outlier: outliers[n]! })),
  };

  tell({ message: 'Drawing the plots' });
  const track = measurements.flatMap(({ lon, lat }) => (lon === null || lat === null ? [] : [{ lon, lat }]));
  const at = outputsOf(split.destination);
  const store = (place: ObjectLocation, contentType: string, text: string) =>
    storeResult(storage, place, Buffer.from(text), { contentType, signal });
  const html = await store(at.html, 'text/html; charset=utf-8', await htmlReport(told, track));
  const json = await store(at.json, 'application/json', JSON.stringify(told, null, 1));
  const csv = await store(at.csv, 'text/csv; charset=utf-8', csvReport(told.errors));
  const { images, parts, points, notes, verdict } = told;
  return {
    images,
    measured: measured.length,
    points,
    parts,
    lostImages,
    lostParts: lost.slice(0, mostListed).map((part) => ({ ...part, message: cut(part.message, longest) })),
    horizontal: told.horizontal,
    vertical: told.vertical,
    verdict,
    problemCount: problems.length,
    problems: problems.slice(0, mostListed).map((problem) => ({ ...problem, message: cut(problem.message, longest) })),
    notes,
    html,
    json,
    csv,
  };
}

async function readControl(storage: Storage, reference: Input['split']['reference'], signal: AbortSignal) {
  if (reference.kind === 'RASTER') return null;
  return JSON.parse((await storage.read(storage.own(reference.points.key), { signal })).toString()) as Control;
}

async function readMeasurements(storage: Storage, parts: Input['measured'], { signal, report }: Context) {
  const all: Measurement[] = [];
  const total = parts.reduce((sum, { images }) => sum + images, 0);
  for (const { folder, chunks } of parts) {
    for (let chunk = 0; chunk < chunks; chunk++) {
      all.push(...fromLines(await storage.read(storage.own(`${folder}/${chunk}.jsonl`), { signal })));
      report({ done: all.length, total, unit: 'images', message: 'Putting the parts together' });
    }
  }
  return all;
}

function nothingMeasured(
  { problems }: Findings,
  measurements: readonly Measurement[],
  control: Control | null,
): string {
  const found = measurements.find(({ problem }) => problem)?.problem;
  if (!control || found) {
    const why = found ? ` The first: ${found.message}` : '';
    return `Of none of the ${measurements.length} images the error could be measured.${why}`;
  }
  const ambiguous = problems.find(({ code }) => code === 'AMBIGUOUS_POINT');
  if (ambiguous) return `No control point is of one image. ${ambiguous.message}`;
  const [point] = control.points;
  const [image] = measurements;
  return `None of the ${control.points.length} control points is of an image of this flight. The first is "${point!.id}" (${point!.place}), the first image ${image ? image.key : 'was lost'}. An id is the key of an image, or the end of it, such as its file name.`;
}

function farFrom([first]: readonly Measured[], distance: number): string {
  const { key, lon, lat, truth } = first!;
  return `Half of the images are more than ${Math.round(distance / 1000)} km from where the reference says they are: ${key} is at ${place({ lon, lat })} by itself, at ${place(truth)} by the reference (latitude, longitude). Look at its coordinate reference system, and whether its columns are exchanged.`;
}

const place = (at: { lon: number; lat: number }) => `${at.lat.toFixed(5)}, ${at.lon.toFixed(5)}`;
const inMetres = (centimetres: number | undefined) => (centimetres === undefined ? null : centimetres / 100);
/** Characters of a message in a result; the stored report has all. */
const longest = 300;
