/** Milliseconds of the past that the rate is taken from. */
const windowMs = 60_000;
/** From less than this it would be a guess: milliseconds watched, percent gained in them, and in how many parts. */
const enough = { ms: 3000, percent: 1, parts: 2 };
/** Seconds; a longer time is not worth saying. */
const longest = 7 * 24 * 3600;

/**
 * How long a run will still take at the rate that was seen: seconds left = percent left / percent per second. Null until
 * enough has been seen, and again after an attempt that began anew.
 */
export function createEta() {
  let seen: { at: number; percent: number }[] = [];
  return {
    /** To call with every state, also when its percent is the one before. */
    observe(percent: number | null, now = performance.now()): number | null {
      if (percent === null) return null;
      if (percent < (seen.at(-1)?.percent ?? 0)) seen = [];
      if (percent !== seen.at(-1)?.percent) seen.push({ at: now, percent });
      while (now - seen[0]!.at > windowMs && seen.length > enough.parts + 1) seen.shift();
      const [first] = seen;
      const [ms, gained, parts] = [now - first!.at, percent - first!.percent, seen.length - 1];
      // One jump, as to the next step, is no rate.
      if (ms < enough.ms || gained < enough.percent || parts < enough.parts) return null;
      const seconds = Math.round(((100 - percent) / gained) * (ms / 1000));
      return seconds <= longest ? seconds : null;
    },
  };
}
