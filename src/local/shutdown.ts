/** How long an orderly end may take before it becomes a hard one. */
const patienceMs = 30_000;
/** Ctrl-C reaches us from the terminal and from npm: the same one, not a second one. */
const sameSignalMs = 1000;

/** Things to close, last opened first closed, once, whatever asks for it. */
export interface Shutdown {
  /** Aborted when the process is asked to end. */
  signal: AbortSignal;
  /** Registers what is to be closed. */
  add(close: () => Promise<void> | void): void;
  /** Closes everything and ends the process. */
  exit(code: number): Promise<never>;
}

/** Listens for everything that ends this process: signals, and the end of the process that started it. */
export function createShutdown(report: (error: unknown) => void): Shutdown {
  const closers: (() => Promise<void> | void)[] = [];
  const asked = new AbortController();
  let began = 0;
  const onSignal = () => {
    const again = asked.signal.aborted && performance.now() - began > sameSignalMs;
    // Impatient: the guards end the servers when this process is gone.
    if (again) process.exit(130);
    if (!asked.signal.aborted) began = performance.now();
    asked.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  process.on('disconnect', onSignal);
  // Listening for the end of the parent must not keep this process alive.
  process.channel?.unref();
  return {
    signal: asked.signal,
    add: (close) => void closers.unshift(close),
    async exit(code) {
      setTimeout(() => process.exit(code || 1), patienceMs).unref();
      for (const close of closers) {
        try {
          await close();
        } catch (error) {
          report(error);
          code ||= 1;
        }
      }
      process.exit(code);
    },
  };
}
