import path from 'node:path';
import { JobRefused } from '../../../src/platform/jobs/job-messages.ts';
import type { Column, FileFormat, Plan, ReadingWishes, RejectedRow } from '../contract/table.ts';
import { name, text, type Duck } from '../duck.ts';
import { isOfDisk } from '../is-of-disk.ts';
import { cellName } from '../table.ts';
import { readCsv } from './csv-options.ts';
import { formatOf } from './format.ts';
import { sortJsonLines } from './json-lines.ts';
import { writeRejects } from './rejects.ts';
import { planText, readHead, toUtf8 } from './text-table.ts';
import { columnsOf, readTyped, selectAs } from './typed-table.ts';
import { writeSheet } from './workbook.ts';

interface Source {
  /** The file, and a folder to write others to. */
  file: string;
  folder: string;
}

/** Finds out how a file is to be read. */
export async function planOf(duck: Duck, source: Source, key: string, wishes: ReadingWishes): Promise<Plan> {
  const head = await readHead(source.file);
  if (head.length === 0) throw new JobRefused('NO_ROWS', 'The file is empty.');
  const format = wishes.format ?? formatOf(key, head);
  const plan = await invalid(source, () => planFor(duck, source, format, wishes));
  const unknown = wishes.columns.find((wish) => !plan.columns.some(({ name }) => name === wish.name));
  if (unknown) throw new JobRefused('COLUMN_NOT_FOUND', `There is no column ${unknown.name}. ${namesIn(plan.columns)}`);
  const typeOf = (column: Column) => wishes.columns.find(({ name }) => name === column.name)?.type ?? column.type;
  return { ...plan, columns: plan.columns.map((column) => ({ ...column, type: typeOf(column) })) };
}

const namesIn = (columns: readonly Column[]) =>
  `There are: ${columns
    .slice(0, 30)
    .map(({ name }) => name)
    .join(', ')}.`;

async function planFor(duck: Duck, source: Source, format: FileFormat, wishes: ReadingWishes): Promise<Plan> {
  const { file, folder } = source;
  if (format === 'CSV' || format === 'TSV' || format === 'TXT') return planText(duck, file, { folder, format, wishes });
  if (format === 'XLSX') {
    const csv = path.join(folder, 'sheet.csv');
    await writeSheet(file, csv, wishes.sheet);
    const asText: ReadingWishes = { ...wishes, encoding: 'UTF_8', delimiter: ',', quote: '"', decimal: 'POINT' };
    return planText(duck, csv, { folder, format, wishes: asText });
  }
  const { table } = await openTyped(source, format);
  return { format, dialect: null, missing: [], sheet: null, columns: await columnsOf(duck, table) };
}

async function openTyped({ file, folder }: Source, format: 'JSON' | 'NDJSON' | 'PARQUET') {
  const rejectedCsv = path.join(folder, 'rejected.csv');
  if (format !== 'NDJSON') return { table: readTyped[format](file), rejected: { rows: 0, first: [] }, rejectedCsv };
  const good = path.join(folder, 'good.ndjson');
  const rejected = await sortJsonLines(file, { good, csv: rejectedCsv });
  return { table: readTyped.NDJSON(good), rejected, rejectedCsv };
}

export interface Table {
  rows: number;
  rejected: { rows: number; first: RejectedRow[] };
  /** Files in the folder. */
  parquet: string;
  rejectedCsv: string;
}

/** Reads the whole file as planned, and writes the rows that fit as Parquet and a list of those that do not. */
export async function readTable(duck: Duck, source: Source, plan: Plan, maxRejected: number): Promise<Table> {
  const parquet = path.join(source.folder, 'table.parquet');
  const { rejected, rejectedCsv } = await invalid(source, () => copyTo(duck, source, plan, parquet));
  const [{ rows } = { rows: 0 }] = await duck.rows<{ rows: number }>(
    `SELECT count(*)::DOUBLE AS rows FROM read_parquet(${text(parquet)})`,
  );
  const worst = rejected.first
    .slice(0, 3)
    .map(({ line, column, reason }) => `Line ${line}${column === null ? '' : `, ${column}`}: ${reason}`);
  if (rejected.rows > maxRejected * (rows + rejected.rows)) {
    throw new JobRefused(
      'TOO_MANY_REJECTED',
      `${rejected.rows} of ${rows + rejected.rows} rows are broken. ${worst.join(' ')}`,
    );
  }
  if (rows === 0) throw new JobRefused('NO_ROWS', 'The file has a header, and no rows.');
  return { rows, rejected, parquet, rejectedCsv };
}

async function copyTo(duck: Duck, source: Source, plan: Plan, parquet: string) {
  const { format, dialect } = plan;
  const copy = (select: string) => duck.run(`COPY (${select}) TO ${text(parquet)} (FORMAT parquet)`);
  if (!dialect) {
    const typed = await openTyped(source, format as 'JSON' | 'NDJSON' | 'PARQUET');
    await copy(await selectAs(duck, typed.table, plan.columns));
    return typed;
  }
  const { folder } = source;
  let { file } = source;
  if (format === 'XLSX') {
    file = path.join(folder, 'sheet.csv');
    await writeSheet(source.file, file, plan.sheet ?? undefined);
  }
  const utf8 = await toUtf8(file, folder, dialect.encoding);
  const cells = plan.columns.map((column, at) => `${name(column.name)} AS ${cellName(at)}`);
  await copy(`SELECT ${cells.join(', ')} FROM ${readCsv(utf8, dialect, { ...plan, keepRejects: true })}`);
  const rejectedCsv = path.join(folder, 'rejected.csv');
  // A row of a sheet is one record, however many lines its cells have.
  const rejected = await writeRejects(duck, { file: utf8, csv: rejectedCsv, byRecord: format === 'XLSX' });
  return { rejected, rejectedCsv };
}

/** What DuckDB says of a file is meant for who has made it; where the file is here is not. */
async function invalid<T>({ folder }: Source, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (
      error instanceof JobRefused ||
      !(error instanceof Error) ||
      isOfDisk(error) ||
      !/^(Invalid|Conversion|Parser|IO|Serialization|TProtocol|Mismatch)/i.test(error.message)
    )
      throw error;
    const message = error.message.split('\n')[0]!.replaceAll(`${folder}/`, '').slice(0, 500);
    throw new JobRefused('DATA_INVALID', message);
  }
}
