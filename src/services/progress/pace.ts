/** Milliseconds between two looks at a run. Without a bus, describe is all there is, so it must be quick. */
const pace = { withBus: { shortest: 1000, longest: 5000 }, alone: { shortest: 250, longest: 2000 } };
/** Two looks are never closer than this, however much happens. */
const closest = 40;
/** Equal periods of heartbeat and look would phase-lock and stay an interval behind for ever. */
const jitter = 0.2;

/** Says when to look again: soon while there is news, less often while there is none, at once when told to hurry. */
export function createPace(withBus: boolean, signal: AbortSignal) {
  const { shortest, longest } = withBus ? pace.withBus : pace.alone;
  const waiting = new Set<() => void>();
  let interval = shortest;
  let hurried = false;
  const wakeAll = () => waiting.forEach((wake) => wake());
  signal.addEventListener('abort', wakeAll, { once: true });
  return {
    /** Resolves when it is time, or the watch is over. */
    async next(news: boolean): Promise<void> {
      interval = news ? shortest : Math.min(longest, interval * 1.5);
      const ms = hurried ? closest : interval * (1 + jitter * (Math.random() * 2 - 1));
      hurried = false;
      if (signal.aborted) return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        waiting.add(wake);
      });
    },
    hurry() {
      hurried = waiting.size === 0;
      wakeAll();
    },
  };
}
