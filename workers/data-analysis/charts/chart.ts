import type { TopLevelSpec } from 'vega-lite';
import { config } from '../../kit/report/look.ts';

export interface Chart {
  title: string;
  spec: TopLevelSpec;
}

export type Datum = Record<string, string | number | null>;

/** Pixels. */
const size = { width: 480, height: 300 };

/** Axes do not reach further. */
const farthest = 1e300;

/** A chart with its data in it, which many are in one result: so few rows, and few digits. Null where numbers are too large to be drawn. */
export function chartOf(title: string, values: readonly Datum[], rest: object): Chart | null {
  const numbers = values.flatMap((datum) => Object.values(datum).filter((value) => typeof value === 'number'));
  if (numbers.some((value) => !(Math.abs(value) < farthest))) return null;
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title,
    ...size,
    config,
    data: { values: values.map(short) },
    ...rest,
  };
  return { title, spec: spec as TopLevelSpec };
}

const short = (datum: Datum): Datum =>
  Object.fromEntries(
    Object.entries(datum).map(([key, value]) => [
      key,
      typeof value === 'number' ? Number(value.toPrecision(6)) : value,
    ]),
  );

export const quantitative = (field: string, title: string, more: object = {}) => ({
  field,
  type: 'quantitative' as const,
  title,
  scale: { zero: false },
  ...more,
});

export const nominal = (field: string, title: string, more: object = {}) => ({
  field,
  type: 'nominal' as const,
  title,
  ...more,
});

/** Texts of a table may be long. */
export const label = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
