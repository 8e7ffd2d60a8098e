/** How much a fake takes before it answers 429. */
export interface RateLimits {
  /** Requests at a time. */
  inFlight?: number;
  /** Requests in any interval of this length. */
  perInterval?: { requests: number; ms: number };
}

/** Asked before each request: null when it may go on, else the milliseconds after which there is room. */
export function createRateLimits({ inFlight = Infinity, perInterval }: RateLimits) {
  let taken: number[] = [];
  return (running: number, now = Date.now()): number | null => {
    if (running > inFlight) return 1000;
    if (!perInterval) return null;
    taken = taken.filter((at) => at > now - perInterval.ms);
    const oldest = taken[0];
    if (oldest !== undefined && taken.length >= perInterval.requests) return oldest + perInterval.ms - now;
    taken.push(now);
    return null;
  };
}
