import type { Settings } from '../env.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Log } from '../log.ts';
import { createMask } from './mask.ts';
import type { AttemptEnd, TracedAttempt, TracedGeneration } from './traced.ts';

/** At the end, beside all the rest that has to be closed. */
const flushMs = 3000;

/** Tells Langfuse of calls of models. Nothing of it waits or throws: what cannot be told is counted. */
export interface Tracing {
  /** One call of a provider, once it is over. */
  record(generation: TracedGeneration): void;
  /** An attempt that has made calls, once it is over. */
  recordAttempt(attempt: TracedAttempt, end: AttemptEnd): void;
  /** How many spans are lost. */
  dropped(): number;
  /** Sends what waits, for a few seconds at most. */
  close(): Promise<void>;
}

/** What there is without Langfuse. */
export const noTracing: Tracing = {
  record: () => {},
  recordAttempt: () => {},
  dropped: () => 0,
  close: async () => {},
};

/** Tells how many spans are lost. */
export const countDropped = (tracing: Pick<Tracing, 'dropped'>, metrics: Metrics) =>
  metrics.read('counter', 'tracing_dropped_total', 'Spans that were not traced.', tracing.dropped);

/** Traces to Langfuse; without its keys nothing is traced, and nothing for it is loaded. `secrets` are masked wherever they are. */
export async function createTracing(
  { langfuse, secrets }: Pick<Settings, 'langfuse' | 'secrets'>,
  log: Log,
): Promise<Tracing> {
  if (!langfuse) return noTracing;
  const { createSpans } = await import('./spans.ts');
  const spans = createSpans(langfuse, createMask(secrets), log);
  let failed = 0;
  const attempted = (make: () => void) => {
    try {
      make();
    } catch (error) {
      failed += 1;
      log.warn({ err: error }, 'a span could not be made');
    }
  };
  return {
    record: (generation) => attempted(() => spans.generation(generation)),
    recordAttempt: (attempt, end) => attempted(() => spans.attempt(attempt, end)),
    dropped: () => failed + spans.dropped(),
    close: () => spans.close(flushMs),
  };
}
