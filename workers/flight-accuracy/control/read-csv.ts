import { ControlRejected, longestId, type ControlProblem, type RawPoint } from './control-point.ts';
import { CsvBroken, csvRows, delimiterOf, type CsvRow } from './csv-rows.ts';

/** What columns may be called. The first name of each is what a message says. */
const names = {
  id: ['image', 'id', 'name', 'file', 'filename', 'label', 'point', 'point id', 'pointid'],
  x: ['x', 'easting', 'east', 'e'],
  y: ['y', 'northing', 'north', 'n'],
  lon: ['lon', 'longitude', 'lng', 'long'],
  lat: ['lat', 'latitude'],
  height: ['z', 'height', 'altitude', 'alt', 'elevation', 'h'],
  crs: ['crs', 'epsg', 'srs'],
} as const;
type Column = keyof typeof names;

/** The points of a CSV file. Throws ControlRejected when its header is not understood. */
export function readCsv(text: string): { points: RawPoint[]; problems: ControlProblem[] } {
  const delimiter = delimiterOf(text);
  const points: RawPoint[] = [];
  const problems: ControlProblem[] = [];
  let columns: Columns | null = null;
  try {
    for (const row of csvRows(text, delimiter)) {
      if (!columns) {
        columns = columnsOf(row);
        continue;
      }
      const read = readRow(row, columns, delimiter === ';');
      if (typeof read === 'string') problems.push({ code: 'INVALID_POINT', message: `Line ${row.line}: ${read}` });
      else points.push(read);
    }
  } catch (error) {
    if (error instanceof CsvBroken) throw new ControlRejected(error.message, { cause: error });
    throw error;
  }
  if (!columns) throw new ControlRejected('The file of control points is empty.');
  return { points, problems };
}

interface Columns {
  at: Partial<Record<Column, number>>;
  geographic: boolean;
}

function columnsOf({ line, cells }: CsvRow): Columns {
  const given = cells.map((cell) => cell.toLowerCase().replaceAll('_', ' '));
  const found = Object.entries(names).flatMap(([column, known]) => {
    // By the order of the names: a file with both, an image and an id of its point, means the image.
    const at = (known as readonly string[]).map((name) => given.indexOf(name)).find((index) => index >= 0);
    return at === undefined ? [] : [[column, at] as const];
  });
  const at = Object.fromEntries(found) as Columns['at'];
  const geographic = at.lon !== undefined && at.lat !== undefined;
  if (at.id === undefined || (!geographic && (at.x === undefined || at.y === undefined))) {
    throw new ControlRejected(
      `Line ${line}: the header has ${cells
        .slice(0, 20)
        .map((cell) => `"${cell.slice(0, 40)}"`)
        .join(
          ', ',
        )}. It needs a column "image" or "id", and either "lon" and "lat" or "x" and "y"; "z" and "crs" may be there, too.`,
    );
  }
  return { at, geographic };
}

/** The point, or what is wrong with it in a sentence. */
function readRow({ line, cells }: CsvRow, { at, geographic }: Columns, commas: boolean): RawPoint | string {
  const cell = (column: Column) => (at[column] === undefined ? '' : (cells[at[column]] ?? ''));
  const number = (column: Column) => toNumber(cell(column), commas);
  const id = cell('id');
  if (!id) return 'it does not say which image it is of.';
  if (id.length > longestId) return `its id has more than ${longestId} characters.`;
  const [first, second] = geographic ? (['lon', 'lat'] as const) : (['x', 'y'] as const);
  const [x, y] = [number(first), number(second)];
  const wrong = [x, y].findIndex((value) => value === null);
  if (wrong >= 0 || x === null || y === null)
    return notANumber(wrong === 0 ? first : second, cell(wrong === 0 ? first : second));
  const height = cell('height') === '' ? null : number('height');
  if (height === null && cell('height') !== '') return notANumber('z', cell('height'));
  return { id, place: `line ${line}`, x, y, height, crs: cell('crs') || (geographic ? 'EPSG:4326' : null) };
}

const notANumber = (column: string, value: string) =>
  value === '' ? `"${column}" is missing.` : `"${column}" is "${value.slice(0, 40)}", which is no number.`;

/** Null for what is none. With ; between cells, a comma may be the decimal point. */
function toNumber(text: string, commas: boolean): number | null {
  const plain = commas && /^[+-]?\d+,\d+$/.test(text) ? text.replace(',', '.') : text;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const number = Number(plain);
  return Number.isFinite(number) ? number : null;
}
