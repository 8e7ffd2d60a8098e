import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { csvLine } from '../kit/report/csv.ts';
import type { JobProgress } from '../../src/platform/jobs/job-messages.ts';
import { clusteringOf, type Clustered } from './analysis/clustering.ts';
import { comparisonOf } from './analysis/comparison.ts';
import { correlationsOf } from './analysis/correlations.ts';
import { outliersOf } from './analysis/outliers.ts';
import { profileOf } from './analysis/profile.ts';
import { statisticsOf } from './analysis/statistics.ts';
import { timeSeriesOf } from './analysis/time-series.ts';
import { boxesOf } from './charts/box.ts';
import { clustersOf } from './charts/clusters.ts';
import { heatmapOf } from './charts/heatmap.ts';
import { histogramOf } from './charts/histogram.ts';
import { seriesChart } from './charts/series.ts';
import { wishedChart } from './charts/wished.ts';
import { mostCorrelated, type Analyses } from './contract/analyses.ts';
import type { Findings } from './findings.ts';
import { fieldNamed, isNumeric, numericFields, type Table } from './table.ts';

type Report = (progress: JobProgress) => void;

/** Columns whose distribution is drawn with a profile. */
const histograms = 4;
/** Columns that groups are compared in. */
const mostCompared = 10;
const mostCategories = 20;

/** Finds out what was asked for. `assignments` is where the cluster of each row goes, as CSV. */
export async function analyse(
  table: Table,
  wishes: Analyses,
  { seed, assignments, report }: { seed: number; assignments: string; report: Report },
): Promise<Findings> {
  const found: Findings = {
    profile: null,
    statistics: [],
    correlations: [],
    outliers: [],
    clustering: null,
    timeSeries: null,
    comparison: [],
    charts: [],
    notes: [],
    categories: [],
  };
  const draw = (chart: Findings['charts'][number] | null) => void (chart && found.charts.push(chart));
  const { statistics, correlations, outliers, clustering, timeSeries, comparison } = wishes;
  if (wishes.profile) {
    const total = table.fields.length;
    found.profile = await profileOf(table, (done) => report({ done, total, unit: 'columns', message: 'Profile' }));
    noteInfinite(found);
    for (const field of table.fields.filter(({ type }) => isNumeric(type)).slice(0, histograms))
      draw(await histogramOf(table, field));
  }
  if (statistics) {
    const fields = numericFields(table, statistics.columns, mostCorrelated);
    for (const field of fields) {
      found.statistics.push(await statisticsOf(table, field));
      report({ done: found.statistics.length, total: fields.length, unit: 'columns', message: 'Statistics' });
    }
  }
  if (correlations) {
    const fields = numericFields(table, correlations.columns, mostCorrelated);
    if (fields.length < 2) found.notes.push('There is one column with numbers: nothing to correlate it with.');
    found.correlations = await correlationsOf(table, fields, (done, total) =>
      report({ done, total, unit: 'pairs', message: 'Correlations' }),
    );
    if (found.correlations.length > 0) draw(heatmapOf(found.correlations));
  }
  if (outliers) {
    report({ message: 'Outliers' });
    for (const field of numericFields(table, outliers.columns, mostCorrelated)) {
      const one = await outliersOf(table, field, outliers);
      if (one) found.outliers.push(one);
    }
  }
  if (clustering) {
    const fields = numericFields(table, clustering.columns, mostCorrelated);
    const clustered = await clusteringOf(table, fields, clustering, {
      seed,
      onTried: (done, total) => report({ done, total, unit: 'numbers of clusters', message: 'Clustering' }),
    });
    found.clustering = clustered.clustering;
    await writeAssignments(assignments, clustered);
    draw(await clustersOf(table, fields, clustered, seed));
  }
  if (timeSeries) {
    report({ message: 'Time series' });
    const series = await timeSeriesOf(table, timeSeries);
    found.timeSeries = series.series;
    draw(seriesChart(series));
  }
  if (comparison) {
    report({ message: 'Comparison' });
    const by = fieldNamed(table, comparison.group);
    for (const field of numericFields(table, comparison.values, mostCompared)) {
      if (field.cell === by.cell) continue;
      const compared = await comparisonOf(table, by, field);
      found.comparison.push(compared);
      if (found.comparison.length <= histograms) draw(boxesOf(compared, by.name));
    }
  }
  for (const wish of wishes.charts) draw(await wishedChart(table, wish, seed));
  if (wishes.question) found.categories = await categoriesOf(table);
  return found;
}

function noteInfinite({ profile, notes }: Findings): void {
  const columns = profile!.columns.filter(({ infinite }) => infinite > 0).map(({ name }) => name);
  if (columns.length > 0) notes.push(`Infinite values are in no statistics; there are some in ${columns.join(', ')}.`);
}

async function writeAssignments(file: string, { rows, numbers }: Clustered): Promise<void> {
  const output = createWriteStream(file);
  output.write(csvLine(['row', 'cluster']));
  for (const [at, row] of rows.entries()) {
    if (!output.write(csvLine([row, numbers[at]!]))) await once(output, 'drain');
  }
  output.end();
  await once(output, 'finish');
}

async function categoriesOf({ duck, fields }: Table): Promise<Findings['categories']> {
  const found: Findings['categories'] = [];
  for (const { name, cell, type } of fields) {
    if (type !== 'TEXT') continue;
    const rows = await duck.rows<{ value: string }>(
      `SELECT left(${cell}, 60) AS value FROM data WHERE ${cell} IS NOT NULL GROUP BY ${cell} ORDER BY count(*) DESC, 1 LIMIT ${mostCategories + 1}`,
    );
    if (rows.length <= mostCategories) found.push({ column: name, values: rows.map(({ value }) => value) });
  }
  return found;
}
