/** Errors along one axis. */
export interface AxisStatistics {
  /** Mean error: what is systematic. */
  bias: number;
  /** Standard deviation of the sample, with n - 1; null of a single error. */
  standardDeviation: number | null;
  /** Root mean square error, with n. */
  rmse: number;
  /** The largest error, by its absolute value, with its sign. */
  max: number;
}

/**
 * Mean, standard deviation and RMSE of errors (ASPRS, Edition 1, Version 1.0, 2014, Annex D: mean error, sample standard
 * deviation with n - 1, RMSE with n). There must be at least one error.
 */
export function axisStatistics(errors: readonly number[]): AxisStatistics {
  const n = errors.length;
  const bias = sum(errors) / n;
  const variance = n > 1 ? sum(errors.map((error) => (error - bias) ** 2)) / (n - 1) : null;
  return {
    bias,
    standardDeviation: variance === null ? null : Math.sqrt(variance),
    rmse: Math.sqrt(sum(errors.map((error) => error * error)) / n),
    max: errors.reduce((most, error) => (Math.abs(error) > Math.abs(most) ? error : most)),
  };
}

/** Adds with what each addition loses carried along (Neumaier, ZAMM 54, 1974), so that the order does not matter. */
export function sum(values: readonly number[]): number {
  let [total, lost] = [0, 0];
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}
