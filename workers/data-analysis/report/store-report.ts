import type * as z from 'zod';
import type { Storage } from '../../../src/platform/storage.ts';
import { csvLine, type Cell } from '../../kit/report/csv.ts';
import { storeResult } from '../../kit/store.ts';
import type { ObjectLocation } from '../../kit/objects.ts';
import { dataAnalysis, type AnalysisResult } from '../contract.ts';
import type { About, Loaded } from '../contract/table.ts';
import type { Findings } from '../findings.ts';
import { outputsOf } from '../outputs.ts';
import { htmlReport } from './html.ts';
import { shorten } from './shorten.ts';

type Given = z.output<typeof dataAnalysis.activities.report.input>;
type Input = Given['validated'] &
  Omit<Loaded, 'about'> &
  Pick<Given, 'assignments' | 'drawn' | 'answered'> & { about: About; found: Findings };

interface StoredRows {
  columns: string[];
  rows: Record<string, Cell>[];
}

/** Stores everything that a run leaves. All is read and made first, and what is begun is finished. */
export async function storeReport(storage: Storage, input: Input, signal: AbortSignal): Promise<AnalysisResult> {
  const { source, destination, about, rejectedCsv, assignments, drawn, answered, found } = input;
  const at = outputsOf(destination);
  const read = (key: string) => storage.read(storage.own(key), { signal });
  const svgs: string[] = [];
  for (const { svg } of drawn) svgs.push((await read(svg.key)).toString());
  const answer = answered && { ...answered, ...(JSON.parse((await read(answered.rows.key)).toString()) as StoredRows) };
  const { categories: _forQuestions, ...told } = found;
  const whole = { source, ...about, ...told, answer };
  const html = Buffer.from(htmlReport({ ...whole, svgs }));
  signal.throwIfAborted();

  const unbroken = new AbortController();
  const store = (place: ObjectLocation, bytes: Buffer, contentType: string) =>
    storeResult(storage, place, bytes, { contentType, signal: unbroken.signal });
  const keep = async (made: Given['loaded']['table'], place: ObjectLocation) => {
    const { key, ...facts } = made;
    const { etag } = await storage.copy(storage.own(key), place, { contentType: facts.contentType });
    return { ...facts, ...place, etag };
  };
  const csv = 'text/csv; charset=utf-8';
  const charts: AnalysisResult['charts'] = [];
  for (const [n, { title, spec }] of found.charts.entries()) {
    const { png, svg } = drawn[n]!;
    const places = { png: at.chart(n + 1, 'png'), svg: at.chart(n + 1, 'svg') };
    charts.push({ title, spec: { ...spec }, png: await keep(png, places.png), svg: await keep(svg, places.svg) });
  }
  return shorten({
    format: about.format,
    dialect: about.dialect,
    rows: about.rows,
    columns: about.columns,
    rejected: { ...about.rejected, csv: rejectedCsv && (await keep(rejectedCsv, at.rejected)) },
    ...told,
    charts,
    assignments: assignments && (await keep(assignments, at.assignments)),
    answer: answer && {
      question: answer.question,
      sql: answer.sql,
      explanation: answer.explanation,
      tries: answer.tries,
      columns: answer.columns,
      rows: answer.rows,
      rowCount: answer.rowCount,
      truncated: answer.truncated,
      csv: await store(at.answer, Buffer.from(csvOf(answer)), csv),
    },
    json: await store(at.json, Buffer.from(`${JSON.stringify(whole, null, 2)}\n`), 'application/json'),
    html: await store(at.html, html, 'text/html; charset=utf-8'),
  });
}

const csvOf = ({ columns, rows }: StoredRows) =>
  [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))].map(csvLine).join('');
