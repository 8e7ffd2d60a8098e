import * as z from 'zod';
import { workObject } from '../../kit/objects.ts';

/** More are no table to analyse; a result lists fewer. */
export const mostColumns = 500;

export const columnType = z
  .enum(['INTEGER', 'NUMBER', 'BOOLEAN', 'DATE', 'TIMESTAMP', 'TEXT'])
  .meta({ id: 'DataColumnType', description: 'What the cells of a column are taken for.' });

export const columnName = z.string().min(1).max(300);

export const column = z
  .object({
    name: columnName.describe('As the file has it; of several with one name the others get a number.'),
    type: columnType.describe('What its cells are taken for.'),
  })
  .meta({ id: 'DataColumn', description: 'A column of the table.' });

export const fileFormat = z
  .enum(['CSV', 'TSV', 'TXT', 'JSON', 'NDJSON', 'PARQUET', 'XLSX'])
  .meta({ id: 'DataFormat', description: 'What kind of file it is.' });

const encoding = z
  .enum(['UTF_8', 'UTF_16LE', 'UTF_16BE', 'WINDOWS_1252'])
  .meta({ id: 'DataEncoding', description: 'How the file writes text.' });

const delimiter = z.string().length(1).describe('What is between two cells.');
const quote = z.string().length(1).describe('What is around a cell that has delimiters or line breaks in it.');
const decimal = z.enum(['POINT', 'COMMA']).describe('What is before the decimals.');
const header = z.boolean().describe('Whether the first line has the names of the columns.');
const dateFormat = z
  .string()
  .min(2)
  .max(40)
  .describe('How dates are written, as strptime has it: `%d.%m.%Y`. ISO 8601 needs none.');

/** What a caller knows better than what is found out. */
export const readingWishes = z
  .object({
    format: fileFormat.optional().describe('Default: by the end of the key, and by its first bytes.'),
    encoding: encoding.optional().describe('Default: by its first bytes.'),
    delimiter: delimiter.optional(),
    quote: quote.optional(),
    decimal: decimal.optional(),
    header: header.optional(),
    dateFormat: dateFormat.optional(),
    missing: z
      .array(z.string().max(40))
      .max(20)
      .optional()
      .describe(
        'Cells that mean that there is no value. Default: empty ones, and NA, N/A, n/a, #N/A, NULL, null, None.',
      ),
    sheet: z.string().min(1).max(100).optional().describe('Of a workbook. Default: the first one.'),
    columns: z.array(column).max(mostColumns).default([]).describe('Types of columns that are not to be guessed.'),
    maxRejected: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe('Share of rows that may be rejected; with more the run fails.'),
  })
  .meta({ id: 'DataReading', description: 'How the file is read.' });

/** How a text file is written, found out or as the caller says. */
export const dialect = z
  .object({
    encoding: encoding.describe('Of its text.'),
    delimiter: delimiter.nullable().describe('Null: each line is one cell.'),
    quote,
    decimal,
    header,
    dateFormat: dateFormat.nullable().describe('Null: ISO 8601.'),
  })
  .meta({ id: 'DataDialect', description: 'How a text file is written.' });

export const rejectedRow = z
  .object({
    line: z.int().describe('Line of the file, from 1; row of the sheet, for a workbook.'),
    column: z.string().nullable().describe('Null: it is the row as a whole.'),
    code: z
      .enum(['CAST', 'MISSING_COLUMNS', 'TOO_MANY_COLUMNS', 'QUOTES', 'LINE_TOO_LONG', 'ENCODING', 'JSON'])
      .describe('What is wrong.'),
    reason: z.string().describe('What is wrong, in a sentence.'),
  })
  .meta({ id: 'RejectedRow', description: 'A row that is not in the table, and why.' });

/** The rows of a run as Parquet; `about` has what is known of them, and `rejectedCsv` what became of the others. */
export const loaded = z.object({ table: workObject, about: workObject, rejectedCsv: workObject.nullable() });

export type ColumnType = z.output<typeof columnType>;
export type Column = z.output<typeof column>;
export type FileFormat = z.output<typeof fileFormat>;
export type Encoding = z.output<typeof encoding>;
export type Dialect = z.output<typeof dialect>;
export type ReadingWishes = z.output<typeof readingWishes>;
export type RejectedRow = z.output<typeof rejectedRow>;
export type Loaded = z.output<typeof loaded>;

/** How a file is to be read: what `validate` finds out, and `load` goes by. */
export interface Plan {
  format: FileFormat;
  dialect: Dialect | null;
  missing: string[];
  sheet: string | null;
  columns: Column[];
}

/** What is known of a table. */
export interface About extends Pick<Plan, 'format' | 'dialect' | 'columns'> {
  rows: number;
  rejected: { rows: number; first: RejectedRow[] };
}
