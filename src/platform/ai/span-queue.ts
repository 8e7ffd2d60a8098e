import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Log } from '../log.ts';
import { reasonOf } from '../reason-of.ts';
import { sleep } from '../sleep.ts';

/** In characters, about. */
const limits = { waiting: 20_000_000, batch: 2_000_000 };
const spansPerBatch = 100;
const collectMs = 1000;
const pauseMs = { first: 1000, longest: 30_000 };
const warnEveryMs = 60_000;

export interface SpanQueue extends SpanExporter {
  /** How many spans did not reach Langfuse and never will. */
  dropped(): number;
  /** Sends what waits, for at most so long; what is left is dropped. */
  close(deadlineMs: number): Promise<void>;
}

interface Waiting {
  span: ReadableSpan;
  size: number;
}

/**
 * Keeps spans until Langfuse takes them, so that who makes them never waits and a restart of Langfuse costs none. Its memory
 * is bounded: what comes when it is full is dropped and counted, as is what Langfuse refuses.
 */
export function createSpanQueue(exporter: SpanExporter, log: Log): SpanQueue {
  const closing = new AbortController();
  let waiting: Waiting[] = [];
  let size = 0;
  let dropped = 0;
  let warnedAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;

  const drop = (count: number, why: string) => {
    if (count === 0) return;
    dropped += count;
    if (performance.now() - warnedAt < warnEveryMs) return;
    warnedAt = performance.now();
    log.warn({ dropped }, `traces are not in Langfuse: ${why}`);
  };
  const nextBatch = () => {
    let characters = 0;
    const beyond = waiting.findIndex((one, index) => {
      characters += one.size;
      return index > 0 && (index === spansPerBatch || characters > limits.batch);
    });
    return beyond === -1 ? [...waiting] : waiting.slice(0, beyond);
  };
  const forget = (batch: readonly Waiting[]) => {
    waiting = waiting.slice(batch.length);
    for (const one of batch) size -= one.size;
  };
  const sendAll = async () => {
    for (let pause = pauseMs.first; waiting.length > 0;) {
      const batch = nextBatch();
      const { code, error } = await exported(exporter, batch);
      if (code === ExportResultCode.SUCCESS) {
        forget(batch);
        pause = pauseMs.first;
      } else if (isRefusal(error)) {
        forget(batch);
        drop(batch.length, refusal(error));
      } else if (closing.signal.aborted) {
        return;
      } else {
        log.debug({ err: error, waiting: waiting.length }, 'Langfuse does not take traces; they wait');
        await sleep(pause, closing.signal);
        pause = Math.min(pause * 2, pauseMs.longest);
      }
    }
  };
  const send = () => {
    clearTimeout(timer);
    timer = undefined;
    return (sending ??= sendAll().finally(() => (sending = undefined)));
  };

  return {
    export(spans, done) {
      for (const span of spans) {
        const one = { span, size: sizeOf(span) };
        if (closing.signal.aborted) drop(1, 'they came after the end.');
        else if (size + one.size > limits.waiting) drop(1, 'it does not take them, and too many wait already.');
        else {
          waiting.push(one);
          size += one.size;
        }
      }
      if (waiting.length >= spansPerBatch) void send();
      else if (waiting.length > 0) timer ??= setTimeout(() => void send(), collectMs).unref();
      done({ code: ExportResultCode.SUCCESS });
    },
    dropped: () => dropped,
    async close(deadlineMs) {
      closing.abort();
      const inTime = new AbortController();
      // What is under way may have given up on what it had in hand when it was told to close.
      const sent = (sending ?? Promise.resolve()).then(send);
      await Promise.race([sent, sleep(deadlineMs, inTime.signal)]);
      inTime.abort();
      drop(waiting.length, 'it did not take them before the end.');
      waiting = [];
    },
    async shutdown() {
      await exporter.shutdown();
    },
  };
}

const exported = (exporter: SpanExporter, batch: readonly Waiting[]) =>
  new Promise<ExportResult>((resolve) =>
    exporter.export(
      batch.map(({ span }) => span),
      resolve,
    ),
  );

/** The exporter's errors carry the status under `code`. Waiting mends none of the 4xx that it does not repeat itself. */
const statusOf = (error: unknown) => (error instanceof Error && 'code' in error ? Number(error.code) : NaN);
const isRefusal = (error: unknown) => statusOf(error) >= 400 && statusOf(error) < 500;
const refusal = (error: unknown) =>
  [401, 403].includes(statusOf(error))
    ? 'it does not accept LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY.'
    : `it refused them: ${statusOf(error)} ${reasonOf(error)}.`;

const sizeOf = ({ attributes }: ReadableSpan) =>
  Object.values(attributes).reduce<number>((sum, value) => sum + String(value).length, 1000);
