/** Milliseconds between two looks at a run: while there is news, and at most when there is none. */
const looks = {
  /** Describe is all there is. */
  alone: { shortest: 250, longest: 2000 },
  /** The bus may speak, but does not for this run: a foreign worker, or the bus is away. */
  silent: { shortest: 400, longest: 2000 },
};
/** While the bus speaks for the run, only what it does not say is looked for. */
const speakingMs = 10_000;
/** Unless nothing else would tell of its end. */
const unheardMs = 2000;
/** A bus that has said nothing for so long does not speak any more. */
const silenceMs = 1500;
/** Two looks are never closer than this, however much happens. */
const closest = 40;
/** Equal periods of heartbeat and look would phase-lock and stay an interval behind for ever. */
const jitter = 0.2;

/**
 * Says when to look again: soon while there is news, less often while there is none, at once when told to hurry. `heard`:
 * whether something else tells of the run's steps and its end.
 */
export function createPace(withBus: boolean, signal: AbortSignal, heard: () => boolean = () => true) {
  const { shortest, longest } = withBus ? looks.silent : looks.alone;
  const waiting = new Set<() => void>();
  let interval = shortest;
  let hurried = false;
  let spokeAt = -Infinity;
  const wakeAll = () => waiting.forEach((wake) => wake());
  signal.addEventListener('abort', wakeAll, { once: true });

  /** Whether the time has passed; false when it was cut short, which is not possible before `earliest`. */
  const sleep = (ms: number, earliest: number) =>
    new Promise<boolean>((resolve) => {
      const end = (passed: boolean) => {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve(passed);
      };
      const wake = () => {
        const early = earliest - performance.now();
        if (early <= 0 || signal.aborted) return end(false);
        clearTimeout(timer);
        timer = setTimeout(() => end(false), early);
      };
      let timer = setTimeout(() => end(true), ms);
      waiting.add(wake);
    });

  return {
    /** Resolves when it is time, or the watch is over. */
    async next(news: boolean): Promise<void> {
      interval = news ? shortest : Math.min(longest, interval * 1.5);
      const begun = performance.now();
      let ms = hurried ? closest : Math.min(longest, interval * (1 + jitter * (Math.random() * 2 - 1)));
      hurried = false;
      while (ms > 0 && !signal.aborted && (await sleep(ms, begun + closest))) {
        const until = Math.min(begun + (heard() ? speakingMs : unheardMs), spokeAt + silenceMs);
        ms = until - performance.now();
      }
    },
    /** The bus has said something about the run. */
    spoke() {
      spokeAt = performance.now();
    },
    hurry() {
      hurried = waiting.size === 0;
      wakeAll();
    },
  };
}
