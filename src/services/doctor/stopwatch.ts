/** Begins to measure; what it returns says how long that was, as `12 ms`. */
export function stopwatch(): () => string {
  const begun = performance.now();
  return () => milliseconds(performance.now() - begun);
}

export const milliseconds = (ms: number): string =>
  ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
