import { LangfuseSpanProcessor } from '@langfuse/otel';
import { createObservationAttributes, LangfuseOtelSpanAttributes as Names } from '@langfuse/tracing';
import { ROOT_CONTEXT, trace, TraceFlags, type Attributes } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { AlwaysOnSampler, BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import type { Settings } from '../env.ts';
import type { Log } from '../log.ts';
import type { Mask } from './mask.ts';
import { createSpanQueue } from './span-queue.ts';
import { spanIdOf, traceIdOf } from './trace-ids.ts';
import type { AttemptEnd, TracedAttempt, TracedGeneration } from './traced.ts';
import { tracedText } from './traced-text.ts';
import type { Usage } from './usage.ts';

interface NewSpan {
  name: string;
  id: string;
  parent?: string;
  attempt: TracedAttempt;
  attributes: Attributes;
  startedAt: Date;
  endedAt: Date;
}

/** Makes the spans of attempts and generations and sends them to Langfuse. Loads OpenTelemetry: only `tracing.ts` imports it, when it is on. */
export function createSpans(langfuse: NonNullable<Settings['langfuse']>, mask: Mask, log: Log) {
  const queue = createSpanQueue(exporterFor(langfuse), log);
  const next = { traceId: '', spanId: '' };
  // What is left out of these options would be read from OTEL_* variables that somebody has set for something else.
  const provider = new BasicTracerProvider({
    sampler: new AlwaysOnSampler(),
    spanLimits: { attributeValueLengthLimit: Infinity, attributeCountLimit: 128 },
    idGenerator: { generateTraceId: () => next.traceId, generateSpanId: () => next.spanId },
    spanProcessors: [
      // No media: it would upload images that it finds in texts.
      new LangfuseSpanProcessor({ ...langfuse, exporter: queue, exportMode: 'immediate', mediaUploadEnabled: false }),
    ],
  });
  const tracer = provider.getTracer('langfuse-sdk');

  const emit = ({ name, id, parent, attempt, attributes, startedAt, endedAt }: NewSpan) => {
    next.traceId = traceIdOf(attempt.run);
    next.spanId = id;
    const within = { traceId: next.traceId, spanId: parent ?? '', traceFlags: TraceFlags.SAMPLED };
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, within) : ROOT_CONTEXT;
    const span = tracer.startSpan(mask(name), { startTime: startedAt }, context);
    const all = {
      ...attributes,
      [Names.TRACE_NAME]: attempt.workflow,
      [Names.TRACE_SESSION_ID]: attempt.workflowId,
      [Names.TRACE_TAGS]: [...attempt.labels],
      [Names.IS_APP_ROOT]: parent === undefined,
    };
    for (const [key, value] of Object.entries(all)) {
      if (value !== undefined) span.setAttribute(key, isMasked.has(key) ? value : masked(value, mask));
    }
    span.end(endedAt < startedAt ? startedAt : endedAt);
  };

  return {
    generation(made: TracedGeneration) {
      const { attempt, prompt, usage, outcome } = made;
      emit({
        ...made,
        name: made.purpose,
        id: spanIdOf('generation', made.id),
        parent: attemptSpanId(attempt),
        attributes: createObservationAttributes('generation', {
          input: tracedText(made.input, mask),
          output: tracedText(made.output, mask),
          model: made.model,
          modelParameters: made.parameters,
          usageDetails: usage ? usageDetails(usage) : undefined,
          costDetails: made.costUsd === null ? undefined : { total: made.costUsd },
          prompt: prompt && { name: prompt.name, version: prompt.version ?? 0, isFallback: prompt.version === null },
          level: levels[outcome],
          statusMessage: made.problem,
          metadata: {
            generation: made.id,
            outcome,
            attempt: attempt.attempt,
            ...(usage && usage.images > 0 && { images: usage.images }),
            ...(prompt?.version === null && { prompt: `${prompt.name}, as checked in` }),
          },
        }),
      });
    },
    attempt(attempt: TracedAttempt, end: AttemptEnd) {
      emit({
        attempt,
        name: attempt.activity,
        id: attemptSpanId(attempt),
        attributes: createObservationAttributes('span', {
          level: end.problem === undefined ? 'DEFAULT' : 'ERROR',
          statusMessage: end.problem,
          metadata: { attempt: attempt.attempt, task: attempt.task, run: attempt.run },
        }),
        startedAt: attempt.startedAt,
        endedAt: end.at,
      });
    },
    dropped: queue.dropped,
    async close(deadlineMs: number) {
      await provider.forceFlush();
      await queue.close(deadlineMs);
    },
  };
}

const attemptSpanId = ({ execution, task, attempt }: TracedAttempt) => spanIdOf('attempt', execution, task, attempt);

const levels = { SUCCEEDED: 'DEFAULT', FAILED: 'ERROR', CANCELED: 'WARNING', LOST: 'WARNING' } as const;

/** By the names that Langfuse sums up: what has `input` or `output` in its name. Images are no tokens. */
const usageDetails = (usage: Usage) =>
  Object.fromEntries(
    Object.entries({
      input: usage.input,
      output: usage.output,
      input_cache_read: usage.cacheRead,
      input_cache_creation: usage.cacheWrite,
      input_image_tokens: usage.imageInput,
      output_image_tokens: usage.imageOutput,
    }).filter(([kind, tokens]) => tokens > 0 || kind === 'input' || kind === 'output'),
  );

/** By `tracedText`, before they were cut. */
const isMasked = new Set<string>([Names.OBSERVATION_INPUT, Names.OBSERVATION_OUTPUT]);

function masked(value: NonNullable<Attributes[string]>, mask: Mask): NonNullable<Attributes[string]> {
  if (typeof value === 'string') return mask(value);
  return Array.isArray(value) ? value.map((item) => (typeof item === 'string' ? mask(item) : String(item))) : value;
}

/** Like the exporter of the processor, with the header that has Langfuse show a span at once instead of after minutes. */
const exporterFor = ({ publicKey, secretKey, baseUrl }: NonNullable<Settings['langfuse']>) =>
  new OTLPTraceExporter({
    url: `${baseUrl}/api/public/otel/v1/traces`,
    headers: {
      Authorization: `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`,
      'x-langfuse-public-key': publicKey,
      'x-langfuse-ingestion-version': '4',
    },
    timeoutMillis: 5000,
  });
