import { mostRowsShown, mostSpecBytes, type AnalysisResult } from '../contract.ts';
import { mostListed } from '../contract/findings.ts';

const kilobyte = 1000;

/** What a result has room for, as it goes through histories; the stored JSON has all. */
export function shorten(whole: AnalysisResult): AnalysisResult {
  const { rejected, profile, correlations, clustering, answer } = whole;
  const strongest = correlations.toSorted((a, b) => Math.abs(b.pearson ?? 0) - Math.abs(a.pearson ?? 0));
  return {
    ...whole,
    columns: firstOf(whole.columns, 8),
    rejected: { ...rejected, first: firstOf(rejected.first, 8) },
    profile: profile && { ...profile, columns: firstOf(profile.columns, 16) },
    statistics: firstOf(whole.statistics, 12),
    correlations: firstOf(strongest, 8),
    outliers: firstOf(whole.outliers, 8),
    clustering: clustering && { ...clustering, clusters: firstOf(clustering.clusters, 8) },
    comparison: firstOf(whole.comparison, 16),
    answer: answer && {
      ...answer,
      columns: firstOf(answer.columns, 4, Infinity),
      rows: firstOf(answer.rows, 16, mostRowsShown),
    },
    charts: withData(whole.charts),
    notes: firstOf(whole.notes, 4),
  };
}

/** The first of a list that are within so many kilobytes together. */
function firstOf<T>(list: readonly T[], kilobytes: number, most = mostListed): T[] {
  let bytes = 0;
  const beyond = list.findIndex((one) => (bytes += bytesOf(one)) > kilobytes * kilobyte);
  return list.slice(0, Math.min(most, beyond < 0 ? list.length : beyond));
}

/** Where charts have too many data, those that are left are without; pictures and JSON have them. */
function withData(charts: AnalysisResult['charts']): AnalysisResult['charts'] {
  let bytes = 0;
  return charts.map((chart) => {
    bytes += bytesOf(chart.spec);
    if (bytes <= mostSpecBytes) return chart;
    const { data: _data, datasets: _datasets, ...rest } = chart.spec;
    return { ...chart, spec: rest };
  });
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
