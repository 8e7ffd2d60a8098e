import { escape } from '../../kit/report/escape.ts';
import { htmlPage, list, row } from '../../kit/report/page.ts';
import type { Cell } from '../../kit/report/csv.ts';
import type { About, Dialect } from '../contract/table.ts';
import type { Findings } from '../findings.ts';
import { sectionsOf } from './sections.ts';
import { number, table } from './tables.ts';

export interface Reported extends About, Omit<Findings, 'categories'> {
  source: { bucket: string; key: string };
  answer: {
    question: string;
    sql: string;
    explanation: string;
    columns: string[];
    rows: Record<string, Cell>[];
  } | null;
  svgs: string[];
}

/** Rows of an answer on the page; the CSV has all. */
const mostRows = 200;

/** All of a run on one page. */
export function htmlReport(found: Reported): string {
  const { source, format, rows, columns, charts, svgs, notes } = found;
  const figures = charts.map(({ title }, n) => `<figure>${svgs[n]!}<figcaption>${escape(title)}</figcaption></figure>`);
  const body = `<h1>Analysis of ${escape(source.key.split('/').at(-1)!)}</h1>
<p>${escape(`${source.bucket}/${source.key}`)}: ${format}, ${number(rows)} rows, ${columns.length} columns.${written(found.dialect)}</p>
${answerOf(found.answer)}
${list('Notes', notes)}
<div class="plots">${figures.join('\n')}</div>
${sectionsOf(found)}
${rejectedOf(found.rejected)}`;
  return htmlPage({ title: `Analysis of ${source.key}`, body });
}

function written(dialect: Dialect | null): string {
  if (!dialect) return '';
  const { encoding, delimiter, decimal } = dialect;
  const between =
    delimiter === null ? 'no delimiter' : delimiter === '\t' ? 'tabs' : `<code>${escape(delimiter)}</code>`;
  return ` Read as ${encoding.replaceAll('_', '-')}, with ${between} between cells and a decimal ${decimal.toLowerCase()}.`;
}

function answerOf(answer: Reported['answer']): string {
  if (!answer) return '';
  const { question, sql, explanation, columns, rows } = answer;
  const lines = rows.slice(0, mostRows).map((cells) => columns.map((column) => String(cells[column] ?? '')));
  return `<section class="verdict"><h2>${escape(question)}</h2><p>${escape(explanation)}</p>
${table(columns, lines)}
<pre>${escape(sql)}</pre><p>A model has written this SQL: read it before you rely on it.</p></section>`;
}

function rejectedOf({ rows, first }: Reported['rejected']): string {
  if (rows === 0) return '';
  const lines = first.map(({ line, column, reason }) => row(String(line), escape(column ?? ''), escape(reason)));
  return `<h2>Rejected rows</h2><p>${number(rows)} rows are not in the table. The first of them; all are in rejected.csv.</p>
<table><tr><th>Line</th><th>Column</th><th>Reason</th></tr>${lines.join('')}</table>`;
}
