export type Clock = ReturnType<typeof createClock>;

/** The time there, which tests put forward. */
export function createClock() {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    /** So much later at once: containers expire, limits open again. */
    advance: (ms: number) => void (ahead += ms),
    reset: () => void (ahead = 0),
  };
}
