import type * as z from 'zod';
import type { Storage } from '../../../src/platform/storage.ts';
import { csvLine, type Cell } from '../../kit/report/csv.ts';
import { storeResult } from '../../kit/store.ts';
import type { ObjectLocation } from '../../kit/objects.ts';
import { dataAnalysis, mostRowsShown, type AnalysisResult } from '../contract.ts';
import { mostListed } from '../contract/findings.ts';
import type { Findings } from '../findings.ts';
import { destinationOf, outputsOf } from '../outputs.ts';
import { htmlReport } from './html.ts';

type Input = z.output<typeof dataAnalysis.activities.report.input> & { found: Findings };

interface StoredRows {
  columns: string[];
  rows: Record<string, Cell>[];
}

/** A chart of a result has to fit into a history. */
const mostSpecBytes = 60_000;

/**
 * Stores everything that a run leaves. All is read and made first, and what is begun is finished: whoever cancels finds either all
 * of it or nothing.
 */
export async function storeReport(storage: Storage, input: Input, signal: AbortSignal): Promise<AnalysisResult> {
  const { source, destination, plan, loaded, assignments, drawn, answered, found } = input;
  const at = outputsOf(destinationOf({ source, destination }));
  const read = (key: string) => storage.read(storage.own(key), { signal });
  const pictures: { png: Buffer; svg: Buffer }[] = [];
  for (const { png, svg } of drawn) pictures.push({ png: await read(png.key), svg: await read(svg.key) });
  const rejectedCsv = loaded.rejected.csv && (await read(loaded.rejected.csv.key));
  const assignmentsCsv = assignments && (await read(assignments.key));
  const answer = answered && { ...answered, ...(JSON.parse((await read(answered.rows.key)).toString()) as StoredRows) };
  const { categories: _forQuestions, ...told } = found;
  const whole = {
    source,
    format: plan.format,
    dialect: plan.dialect,
    rows: loaded.rows,
    columns: loaded.columns,
    rejected: { rows: loaded.rejected.rows, first: loaded.rejected.first },
    ...told,
    answer,
  };
  const svgs = pictures.map(({ svg }) => svg.toString());
  const html = Buffer.from(htmlReport({ ...whole, svgs }));
  signal.throwIfAborted();

  const unbroken = new AbortController();
  const store = (place: ObjectLocation, bytes: Buffer, contentType: string) =>
    storeResult(storage, place, bytes, { contentType, signal: unbroken.signal });
  const csv = 'text/csv; charset=utf-8';
  const charts: AnalysisResult['charts'] = [];
  for (const [n, { title, spec }] of found.charts.entries()) {
    const { png, svg } = pictures[n]!;
    charts.push({
      title,
      spec: { ...spec },
      png: await store(at.chart(n + 1, 'png'), png, 'image/png'),
      svg: await store(at.chart(n + 1, 'svg'), svg, 'image/svg+xml'),
    });
  }
  return {
    format: plan.format,
    dialect: plan.dialect,
    rows: loaded.rows,
    columns: loaded.columns.slice(0, mostListed),
    rejected: { ...loaded.rejected, csv: rejectedCsv && (await store(at.rejected, rejectedCsv, csv)) },
    ...shortened(told),
    charts: withinBytes(charts),
    assignments: assignmentsCsv && (await store(at.assignments, assignmentsCsv, csv)),
    answer: answer && {
      question: answer.question,
      sql: answer.sql,
      explanation: answer.explanation,
      tries: answer.tries,
      columns: answer.columns,
      rows: answer.rows.slice(0, mostRowsShown),
      rowCount: answer.rowCount,
      truncated: answer.truncated,
      csv: await store(at.answer, Buffer.from(csvOf(answer)), csv),
    },
    json: await store(at.json, Buffer.from(`${JSON.stringify(whole, null, 2)}\n`), 'application/json'),
    html: await store(at.html, html, 'text/html; charset=utf-8'),
  };
}

const csvOf = ({ columns, rows }: StoredRows) =>
  [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))].map(csvLine).join('');

/** What a result has room for; the stored JSON has all. */
function shortened({ profile, correlations, ...found }: Omit<Findings, 'categories'>) {
  const strongest = correlations.toSorted((a, b) => Math.abs(b.pearson ?? 0) - Math.abs(a.pearson ?? 0));
  return {
    ...found,
    profile: profile && { ...profile, columns: profile.columns.slice(0, mostListed) },
    correlations: strongest.slice(0, mostListed),
  };
}

/** Where charts have too much data for a result, those that are left are without; pictures and JSON have them. */
function withinBytes(charts: AnalysisResult['charts']): AnalysisResult['charts'] {
  let bytes = 0;
  return charts.map((chart) => {
    bytes += JSON.stringify(chart.spec).length;
    if (bytes <= mostSpecBytes) return chart;
    const { data: _data, datasets: _datasets, ...rest } = chart.spec;
    return { ...chart, spec: rest };
  });
}
