import * as z from 'zod';

/** A span as Langfuse was told of it, without the detours of the wire format. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  /** Null: nothing is above it. */
  parentSpanId: string | null;
  name: string;
  startedAt: Date;
  endedAt: Date;
  attributes: Record<string, unknown>;
}

const value = z.union([
  z.object({ stringValue: z.string() }).transform((v) => v.stringValue),
  z.object({ boolValue: z.boolean() }).transform((v) => v.boolValue),
  z.object({ intValue: z.union([z.int(), z.string().regex(/^-?\d+$/)]) }).transform((v) => Number(v.intValue)),
  z.object({ doubleValue: z.number() }).transform((v) => v.doubleValue),
  z
    .object({ arrayValue: z.object({ values: z.array(z.object({ stringValue: z.string() })).default([]) }) })
    .transform((v) => v.arrayValue.values.map((one) => one.stringValue)),
]);
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .transform((list): Record<string, unknown> => Object.fromEntries(list.map((one) => [one.key, one.value])));
const id = (digits: number) =>
  z.string().regex(new RegExp(`^(?!0+$)[0-9a-f]{${digits}}$`), `${digits} hexadecimal digits, not all of them 0`);
const earliest = Date.UTC(2020, 0);
const time = z
  .union([z.int(), z.string().regex(/^\d+$/)])
  .transform((nanoseconds) => new Date(Number(BigInt(nanoseconds) / 1_000_000n)))
  .refine((date) => date.getTime() > earliest && date.getTime() < Date.now() + 86_400_000, 'is no time of these days');
const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.issues.push({ code: 'custom', message: 'is no JSON', input: text });
    return z.NEVER;
  }
});
const counts = json.pipe(z.record(z.string(), z.number().min(0)));

const every = z.object({
  'langfuse.environment': z.string().regex(/^(?!langfuse)[a-z0-9_-]{1,40}$/),
  'langfuse.trace.name': z.string().min(1),
  'langfuse.trace.tags': z.array(z.string()).optional(),
  'session.id': z.string().min(1).max(200),
});
const kinds = z.discriminatedUnion('langfuse.observation.type', [
  every.extend({ 'langfuse.observation.type': z.literal('span') }).loose(),
  every
    .extend({
      'langfuse.observation.type': z.literal('generation'),
      'langfuse.observation.model.name': z.string().min(1),
      'langfuse.observation.usage_details': counts.optional(),
      'langfuse.observation.cost_details': counts.optional(),
      'langfuse.observation.model.parameters': json.optional(),
      'langfuse.observation.level': z.enum(['DEBUG', 'DEFAULT', 'WARNING', 'ERROR']),
      'langfuse.observation.prompt.name': z.string().optional(),
      'langfuse.observation.prompt.version': z.int().positive().optional(),
    })
    .loose(),
]);

const span = z
  .object({
    traceId: id(32),
    spanId: id(16),
    parentSpanId: id(16).nullish(),
    name: z.string().min(1),
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    attributes: attributes.pipe(kinds),
  })
  .refine((one) => one.startTimeUnixNano <= one.endTimeUnixNano, 'it ends before it starts')
  .refine(
    ({ attributes: all, parentSpanId }) => all['langfuse.observation.type'] === 'span' || parentSpanId,
    'a generation is under nothing',
  )
  .refine((one) => !holdsBytes(JSON.stringify(one)), 'there are bytes of a file in it');

const request = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
});

/** Anything of a file, written as text: images and the like have no place in a trace. */
const holdsBytes = (text: string) => /base64,[\w+/]{16}|[\w+/]{500}|(?:\d{1,3},){100}/.test(text);

/** The spans of an OTLP request; throws a ZodError that says what Langfuse could not make sense of. */
export function readSpans(body: string): ReceivedSpan[] {
  const { resourceSpans } = json.pipe(request).parse(body);
  return resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((one) => ({
        traceId: one.traceId,
        spanId: one.spanId,
        parentSpanId: one.parentSpanId ?? null,
        name: one.name,
        startedAt: one.startTimeUnixNano,
        endedAt: one.endTimeUnixNano,
        attributes: one.attributes,
      })),
    ),
  );
}
