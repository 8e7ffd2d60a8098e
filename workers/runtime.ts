import { types } from 'node:util';
import type { Log } from '../src/platform/log.ts';
import { installWithMetrics } from './core-metrics.ts';

let installed: Promise<() => Promise<string>> | undefined;

/**
 * Once per process: Temporal's own messages go to our log, and signals are handled by our lifecycle. Resolves to what reads its
 * metrics.
 */
export const installRuntime = (log: Log) => (installed ??= install(log));

function install(log: Log) {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, meta?: object) =>
    log[level](told(meta), message);
  return installWithMetrics({
    shutdownSignals: [],
    logger: {
      log: (level, message, meta) =>
        write(level === 'ERROR' ? 'error' : level === 'WARN' ? 'warn' : 'debug')(message, meta),
      trace: write('debug'),
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
    },
  });
}

/** Errors come as a field that loggers know nothing of; what else hangs on them may hold anything. */
function told(meta: object = {}): object {
  const { error, ...fields } = meta as { error?: unknown };
  if (!types.isNativeError(error)) return meta; // those of workflows are of a realm of their own
  const { name, message, stack } = error;
  return { ...fields, error: { name, message, stack } };
}
