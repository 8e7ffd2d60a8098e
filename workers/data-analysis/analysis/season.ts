export interface Decomposed {
  /** Null at both ends, where the mean would reach beyond the series. */
  trend: (number | null)[];
  /** What each place of the period adds; they sum up to 0. */
  season: number[];
  trendStrength: number;
  seasonStrength: number;
}

/**
 * Classical additive decomposition: a centred mean over one period is the trend, the mean of what is left at each place the season.
 * Strengths as Wang, Smith and Hyndman (2006) have them.
 */
export function decompose(values: readonly number[], period: number): Decomposed {
  const trend = centredMean(values, period);
  const season = seasonOf(values, trend, period);
  const rest: number[] = [];
  const withoutSeason: number[] = [];
  const withoutTrend: number[] = [];
  for (const [at, value] of values.entries()) {
    const smooth = trend[at];
    if (smooth === null || smooth === undefined) continue;
    const seasonal = season[at % period]!;
    rest.push(value - smooth - seasonal);
    withoutSeason.push(value - seasonal);
    withoutTrend.push(value - smooth);
  }
  const strength = (whole: number[]) => {
    const all = varianceOf(whole);
    return all === 0 ? 0 : Math.max(0, 1 - varianceOf(rest) / all);
  };
  return { trend, season, trendStrength: strength(withoutSeason), seasonStrength: strength(withoutTrend) };
}

/** Of an even period both ends count by half. */
function centredMean(values: readonly number[], period: number): (number | null)[] {
  const half = Math.floor(period / 2);
  return values.map((_value, at) => {
    if (at < half || at + half >= values.length) return null;
    let sum = 0;
    for (let near = at - half; near <= at + half; near++) {
      sum += values[near]! * (period % 2 === 0 && Math.abs(near - at) === half ? 0.5 : 1);
    }
    return sum / period;
  });
}

function seasonOf(values: readonly number[], trend: readonly (number | null)[], period: number): number[] {
  const [sums, counts] = [Array.from({ length: period }, () => 0), Array.from({ length: period }, () => 0)];
  for (const [at, value] of values.entries()) {
    const smooth = trend[at];
    if (smooth === null || smooth === undefined) continue;
    sums[at % period]! += value - smooth;
    counts[at % period]!++;
  }
  const means = sums.map((sum, place) => (counts[place]! > 0 ? sum / counts[place]! : 0));
  const mean = means.reduce((sum, one) => sum + one, 0) / period;
  return means.map((one) => one - mean);
}

const varianceOf = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
};

/** A season explains at least so much of what is left beside the trend. */
const clear = 0.4;

/** What comes round most clearly; null where nothing does. A season has to be there twice, and a bit. */
export function periodOf(values: readonly number[], candidates: readonly number[]): number | null {
  const tried = candidates
    .filter((period) => values.length >= 2.5 * period)
    .map((period) => ({
      period,
      strength: decompose(values, period).seasonStrength - byChance(values.length, period),
    }));
  const best = tried.toSorted((a, b) => b.strength - a.strength)[0];
  return best && best.strength >= clear ? best.period : null;
}

/** A mean for each place explains some of any noise. */
const byChance = (count: number, period: number) => period / count;
