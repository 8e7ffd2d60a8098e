import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import readXlsxFile, { InvalidInputError, InvalidSpreadsheetError } from 'read-excel-file/node';
import { JobRefused } from '../../../src/platform/jobs/job-messages.ts';

/**
 * Writes one sheet of a workbook as CSV, a record for each row, which is empty where the row is. Of a formula it is the value that
 * the workbook has stored. Not escaped against spreadsheets: it is read here and thrown away.
 */
export async function writeSheet(file: string, to: string, wanted: string | undefined): Promise<void> {
  const sheets = await readXlsxFile(file).catch((error: unknown) => {
    if (error instanceof InvalidInputError || error instanceof InvalidSpreadsheetError || isBroken(error))
      throw new JobRefused('DATA_INVALID', `The workbook cannot be read: ${(error as Error).message}`);
    throw error;
  });
  const sheet = wanted === undefined ? sheets[0] : sheets.find(({ sheet }) => sheet === wanted);
  if (!sheet) {
    const names = sheets.map((one) => one.sheet).join(', ');
    throw new JobRefused('DATA_INVALID', `The workbook has no sheet ${wanted ?? ''}. It has: ${names}.`);
  }
  const output = createWriteStream(to);
  for (const row of sheet.data as readonly (readonly Cell[])[]) {
    const cells = row.every((cell) => cell === null)
      ? []
      : row.map((cell) => `"${textOf(cell).replaceAll('"', '""')}"`);
    if (!output.write(`${cells.join(',')}\n`)) await once(output, 'drain');
  }
  output.end();
  await once(output, 'finish');
}

/** The types of the library say `typeof Date`, and mean one. */
type Cell = string | number | boolean | Date | null | undefined;

function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (!(cell instanceof Date)) return String(cell);
  const iso = cell.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, -1).replace('T', ' ');
}

/** What the libraries below throw for what is no archive, or has no XML in it. */
const isBroken = (error: unknown) => error instanceof Error && !/memory|ENO/i.test(error.message);
