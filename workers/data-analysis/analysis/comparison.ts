import { JobRefused } from '../../../src/platform/jobs/job-messages.ts';
import { mostGroups } from '../contract/analyses.ts';
import type { ComparedColumn } from '../contract/findings.ts';
import type { Field, Table } from '../table.ts';
import { fAbove, tBeyond } from './incomplete-beta.ts';
import { orNull } from './number.ts';

interface Group {
  group: string;
  n: number;
  /** From the mean of all. */
  off: number | null;
  mean: number | null;
  m2: number | null;
  q: (number | null)[] | null;
}

/** How groups of rows differ in a column; rows without a group are left out. */
export async function comparisonOf({ duck }: Table, by: Field, field: Field): Promise<ComparedColumn> {
  // Around the mean of all: numbers far from zero have more digits there.
  const rows = await duck.rows<Group>(`
    WITH centred AS (SELECT ${by.cell} AS g, ${by.shown} AS shown, ${field.cell} AS x, ${field.cell} - centre AS d, centre
      FROM finite, (SELECT favg(${field.cell}) AS centre FROM finite) WHERE ${by.cell} IS NOT NULL),
    means AS (SELECT g AS of, favg(d) AS off FROM centred GROUP BY 1)
    SELECT left(any_value(shown), 100) AS group, count(x)::DOUBLE AS n, any_value(off) AS off, any_value(centre + off) AS mean,
      fsum((d - off) ** 2) AS m2, quantile_cont(x, [0, 0.25, 0.5, 0.75, 1]) AS q
    FROM centred JOIN means ON g = of GROUP BY g ORDER BY g LIMIT ${mostGroups + 1}`);
  if (rows.length > mostGroups) {
    throw new JobRefused(
      'COLUMN_NOT_FIT',
      `${by.name} has more than ${mostGroups} different values: those are no groups.`,
    );
  }
  const groups = rows.map(({ group, n, mean, m2, q }) => {
    const [least = null, q1 = null, median = null, q3 = null, greatest = null] = q ?? [];
    const standardDeviation = n > 1 ? orNull(Math.sqrt((m2 ?? NaN) / (n - 1))) : null;
    return { group, n, mean: orNull(mean), standardDeviation, least, q1, median, q3, greatest };
  });
  return { column: field.name, groups, ...varianceOf(rows), ...welchOf(rows) };
}

const nothing = { f: null, p: null, etaSquared: null };

/** One-way analysis of variance. */
function varianceOf(all: readonly Group[]): Pick<ComparedColumn, 'f' | 'p' | 'etaSquared'> {
  const rows = all.filter(({ n }) => n > 0);
  const n = rows.reduce((sum, row) => sum + row.n, 0);
  const [between, within] = [rows.length - 1, n - rows.length];
  if (between < 1 || within < 1) return nothing;
  const mean = rows.reduce((sum, row) => sum + row.n * row.off!, 0) / n;
  const explained = rows.reduce((sum, row) => sum + row.n * (row.off! - mean) ** 2, 0);
  const left = rows.reduce((sum, row) => sum + row.m2!, 0);
  const f = orNull(explained / between / (left / within));
  return { f, p: f === null ? null : fAbove(f, between, within), etaSquared: orNull(explained / (explained + left)) };
}

/** Welch's test, of two groups whose variances may differ. */
function welchOf(all: readonly Group[]): Pick<ComparedColumn, 'welchT' | 'welchP'> {
  const rows = all.filter(({ n }) => n > 1);
  const [a, b] = rows;
  if (all.length !== 2 || !a || !b) return { welchT: null, welchP: null };
  const [va, vb] = [a, b].map(({ m2, n }) => m2! / (n - 1) / n) as [number, number];
  const t = orNull((a.off! - b.off!) / Math.sqrt(va + vb));
  const degrees = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  return { welchT: t, welchP: t === null ? null : orNull(tBeyond(t, degrees)) };
}
