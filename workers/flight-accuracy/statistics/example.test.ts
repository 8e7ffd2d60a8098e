import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { summarise } from './summary.ts';

const page = readFileSync(new URL('../../../docs/IMAGING.md', import.meta.url), 'utf8');

/** The rows of the table that begins with this header, below the heading of the example. */
function tableOf(header: string): string[][] {
  const [, example = ''] = page.split('### An example');
  const lines = example.split('\n').map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  const from = lines.findIndex(([first]) => first === header);
  const behind = lines.slice(from + 2);
  return behind.slice(
    0,
    behind.findIndex((cells) => cells.length === 0),
  );
}

test('the example of the documentation is what its points give', () => {
  const points = tableOf('point').map(([, x, y, z]) => ({ x: Number(x), y: Number(y), z: Number(z) }));
  expect(points).toHaveLength(7);
  const { horizontal, vertical, outliers } = summarise(points, { limit: 3.5, reject: false });
  const { x, y, rmse, ce90, ce95 } = horizontal!;
  const { z, le90, le95 } = vertical!;
  const numbers = {
    'bias x': x.bias,
    'bias y': y.bias,
    'bias z': z.bias,
    'deviation x': x.standardDeviation!,
    'deviation y': y.standardDeviation!,
    'deviation z': z.standardDeviation!,
    RMSEx: x.rmse,
    RMSEy: y.rmse,
    RMSEz: z.rmse,
    RMSEr: rmse,
    'CE90, percentile': ce90.empirical,
    'CE95, percentile': ce95.empirical,
    'CE90, NSSDA': ce90.normal!,
    'CE95, NSSDA': ce95.normal!,
    'LE90, percentile': le90.empirical,
    'LE95, percentile': le95.empirical,
    'LE90, NSSDA': le90.normal!,
    'LE95, NSSDA': le95.normal!,
  };
  expect(Object.fromEntries(tableOf('number'))).toEqual(
    Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, value.toFixed(4)])),
  );
  expect(outliers.filter(({ horizontal: far, vertical: high }) => far || high)).toEqual([]);
});
