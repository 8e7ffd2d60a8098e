import type { ColumnType, Dialect, Plan } from '../contract/table.ts';
import { name, text } from '../duck.ts';

export const sqlTypes: Record<ColumnType, string> = {
  INTEGER: 'BIGINT',
  NUMBER: 'DOUBLE',
  BOOLEAN: 'BOOLEAN',
  DATE: 'DATE',
  TIMESTAMP: 'TIMESTAMP',
  TEXT: 'VARCHAR',
};

/** Longer rows are taken for what comes of a quote that is never closed. */
const longestLine = 2 ** 21;

/** The table function of a text file that was rewritten as UTF-8 with line feeds; `types` of its columns, in order. */
export function readCsv(
  file: string,
  { delimiter, quote, decimal, header, dateFormat }: Dialect,
  { columns, missing, keepRejects }: Pick<Plan, 'columns' | 'missing'> & { keepRejects: boolean },
): string {
  const struct = columns.map((column) => `${name(column.name)}: ${text(sqlTypes[column.type])}`).join(', ');
  const quoted = delimiter !== null;
  const options = [
    `columns = {${struct}}`,
    'auto_detect = false',
    // A character that text does not have makes each line one cell.
    `delim = ${text(delimiter ?? '\x01')}`,
    `quote = ${text(quoted ? quote : '')}`,
    `escape = ${text(quoted ? quote : '')}`,
    `new_line = '\\n'`,
    `header = ${header}`,
    `nullstr = [${missing.map(text).join(', ')}]`,
    `max_line_size = ${longestLine}`,
    ...(decimal === 'COMMA' ? [`decimal_separator = ','`, ...(delimiter === '.' ? [] : [`thousands = '.'`])] : []),
    ...(dateFormat === null ? [] : [`dateformat = ${text(dateFormat)}`]),
    ...(keepRejects ? ['store_rejects = true', 'rejects_limit = 0'] : ['ignore_errors = true']),
  ];
  return `read_csv(${text(file)}, ${options.join(', ')})`;
}
