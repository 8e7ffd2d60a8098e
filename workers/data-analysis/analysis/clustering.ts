import { JobRefused } from '../../../src/platform/jobs/job-messages.ts';
import type { Analyses } from '../contract/analyses.ts';
import type { Clustering } from '../contract/findings.ts';
import type { Field, Table } from '../table.ts';
import { kMeans, labelsOf } from './k-means.ts';
import { readPoints, sampleOf, standardised, type Points } from './points.ts';
import { createRandom } from './random.ts';
import { silhouetteOf } from './silhouette.ts';

export interface Clustered {
  clustering: Clustering;
  /** Rows of the table, and the number of the cluster of each, from 1. */
  rows: Float64Array;
  numbers: Int32Array;
}

/** What is beyond has squares that are no numbers. */
const farthest = 1e150;
/** Points that silhouettes are computed of, each against each. */
const mostForSilhouette = 2000;

/** Groups the rows of a table that are alike. Clusters are numbered by size. */
export async function clusteringOf(
  table: Table,
  fields: readonly Field[],
  { k: wanted, maxK, standardise }: NonNullable<Analyses['clustering']>,
  { seed, onTried }: { seed: number; onTried: (done: number, total: number) => void },
): Promise<Clustered> {
  const raw = await readPoints(table, fields);
  const [all] = await table.duck.rows<{ rows: number }>('SELECT count(*)::DOUBLE AS rows FROM data');
  const least = wanted ?? 2;
  if (raw.count <= least) {
    throw new JobRefused(
      'TOO_FEW_ROWS',
      `${raw.count} rows have numbers in all of the columns: too few for ${least} clusters.`,
    );
  }
  const { points, mean, scale } = standardise
    ? standardised(raw)
    : { points: raw, mean: fields.map(() => 0), scale: fields.map(() => 1) };
  const reach = points.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!scale.every(Number.isFinite) || !(reach < farthest))
    throw new JobRefused(
      'COLUMN_NOT_FIT',
      'There are numbers so large that distances between rows cannot be computed.',
    );
  const random = createRandom(seed);
  const sample = sampleOf(points, mostForSilhouette, random);
  const tried = wanted === undefined ? await tryAll(sample, maxK, seed, onTried) : [];
  const best = tried.toSorted((a, b) => b.silhouette - a.silhouette || a.k - b.k)[0];
  const k = wanted ?? best?.k ?? 2;
  const { labels, centres, inertia, iterations } = await kMeans(points, k, random);
  const order = bySize(labels, k);
  const numbers = labels.map((label) => order.indexOf(label) + 1);
  const dimensions = fields.length;
  const clustering: Clustering = {
    columns: fields.map(({ name }) => name),
    k,
    chosen: wanted === undefined,
    silhouette: silhouetteOf(sample, labelsOf(sample, centres)),
    tried,
    inertia,
    iterations,
    leftOut: all!.rows - raw.count,
    clusters: order.map((label, at) => ({
      number: at + 1,
      size: labels.reduce((sum, one) => sum + (one === label ? 1 : 0), 0),
      centre: fields.map((_field, d) => centres[label * dimensions + d]! * scale[d]! + mean[d]!),
    })),
  };
  return { clustering, rows: raw.rows, numbers };
}

async function tryAll(sample: Points, maxK: number, seed: number, onTried: (done: number, total: number) => void) {
  const tried: { k: number; silhouette: number }[] = [];
  for (let k = 2; k <= Math.min(maxK, sample.count - 1); k++) {
    const silhouette = silhouetteOf(sample, (await kMeans(sample, k, createRandom(seed + k))).labels);
    if (silhouette !== null) tried.push({ k, silhouette });
    onTried(k - 1, maxK - 1);
  }
  return tried;
}

function bySize(labels: Int32Array, k: number): number[] {
  const sizes = Array.from({ length: k }, () => 0);
  for (const label of labels) sizes[label]!++;
  return sizes
    .map((size, label) => ({ size, label }))
    .toSorted((a, b) => b.size - a.size || a.label - b.label)
    .map(({ label }) => label);
}
