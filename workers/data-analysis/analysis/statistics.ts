import type { ColumnStatistics } from '../contract/findings.ts';
import type { Field, Table } from '../table.ts';
import { orNull } from './number.ts';

interface Sums {
  n: number;
  sum: number | null;
  mean: number | null;
  q: (number | null)[] | null;
}

/** Sums of powers of distances from a value near the mean, and how far from it the mean is. */
interface Powers {
  off: number | null;
  s2: number | null;
  s3: number | null;
  s4: number | null;
  mad: number | null;
}

/** Sums of powers of distances from the mean. */
interface Moments {
  m2: number;
  m3: number;
  m4: number;
}

const quantiles = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

/** Of one column, in two passes: moments around what is near the mean lose nothing where the mean is large and the spread is small. */
export async function statisticsOf({ duck }: Table, { name, cell }: Field): Promise<ColumnStatistics> {
  const [sums] = await duck.rows<Sums>(`SELECT count(${cell})::DOUBLE AS n, fsum(${cell}) AS sum, favg(${cell}) AS mean,
    quantile_cont(${cell}, [${quantiles.join(', ')}]) AS q FROM finite`);
  const { n, sum, mean, q } = sums!;
  const [least, p5, q1, median, q3, p95, greatest] = (q ?? []).map(orNull);
  const [powers] = await duck.rows<Powers>(`SELECT favg(d) AS off, fsum(d ** 2) AS s2, fsum(d ** 3) AS s3,
    fsum(d ** 4) AS s4, quantile_cont(abs(x - ${sqlNumber(median)}), 0.5) AS mad
    FROM (SELECT ${cell} AS x, ${cell} - ${sqlNumber(mean)} AS d FROM finite WHERE ${cell} IS NOT NULL)`);
  const moments = centralMoments(n, powers!);
  const variance = n > 1 ? orNull(moments.m2 / (n - 1)) : null;
  return {
    column: name,
    n,
    sum: orNull(sum),
    mean: orNull(mean),
    variance,
    standardDeviation: variance === null ? null : Math.sqrt(variance),
    skewness: skewness(n, moments),
    kurtosis: kurtosis(n, moments),
    least: least ?? null,
    p5: p5 ?? null,
    q1: q1 ?? null,
    median: median ?? null,
    q3: q3 ?? null,
    p95: p95 ?? null,
    greatest: greatest ?? null,
    mad: orNull(powers!.mad),
  };
}

const sqlNumber = (value: number | null | undefined) =>
  value === null || value === undefined ? 'NULL' : `(${value})::DOUBLE`;

/** The mean of large numbers is rounded, which their third power would show. */
function centralMoments(n: number, { off, s2, s3, s4 }: Powers): Moments {
  if (off === null || s2 === null || s3 === null || s4 === null) return { m2: NaN, m3: NaN, m4: NaN };
  return {
    m2: s2 - n * off ** 2,
    m3: s3 - 3 * off * s2 + 2 * n * off ** 3,
    m4: s4 - 4 * off * s3 + 6 * off ** 2 * s2 - 3 * n * off ** 4,
  };
}

/** G1 of Joanes and Gill (1998), as pandas, SAS and Excel have it. */
function skewness(n: number, { m2, m3 }: Moments): number | null {
  if (n < 3 || !m2) return null;
  return orNull(((n * Math.sqrt(n - 1)) / (n - 2)) * (m3 / m2 ** 1.5));
}

/** G2 of the same, the excess over that of a normal distribution. */
function kurtosis(n: number, { m2, m4 }: Moments): number | null {
  if (n < 4 || !m2) return null;
  const corrected = (3 * (n - 1) ** 2) / ((n - 2) * (n - 3));
  return orNull((n * (n + 1) * (n - 1) * m4) / ((n - 2) * (n - 3) * m2 ** 2) - corrected);
}
