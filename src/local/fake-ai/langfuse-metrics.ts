import * as z from 'zod';
import type { ReceivedSpan } from './otlp.ts';

const filters = z.array(
  z.object({
    column: z.enum(['environment', 'type']),
    operator: z.literal('='),
    value: z.string(),
    type: z.literal('string'),
  }),
);

/** The one question that is asked: what models cost each day. */
const question = z.object({
  view: z.literal('observations'),
  dimensions: z.tuple([z.object({ field: z.literal('providedModelName') })]),
  metrics: z.tuple([z.object({ measure: z.literal('totalCost'), aggregation: z.literal('sum') })]),
  filters,
  timeDimension: z.object({ granularity: z.literal('day') }),
  fromTimestamp: z.iso.datetime(),
  toTimestamp: z.iso.datetime(),
  config: z.object({ row_limit: z.int().min(1).max(1000) }),
});

/** Answers a query of Langfuse's metrics API from what it was told; throws a ZodError for one it does not know. */
export function answerMetrics(query: string, spans: Iterable<ReceivedSpan>): Record<string, unknown>[] {
  const { filters: wanted, fromTimestamp, toTimestamp, config } = question.parse(JSON.parse(query));
  const [from, to] = [new Date(fromTimestamp), new Date(toTimestamp)];
  const sums = new Map<string, number>();
  for (const { attributes, startedAt } of spans) {
    const facts = {
      environment: attributes['langfuse.environment'],
      type: String(attributes['langfuse.observation.type']).toUpperCase(),
    };
    if (startedAt < from || startedAt >= to) continue;
    if (wanted.some(({ column, value }) => facts[column] !== value)) continue;
    const cost = attributes['langfuse.observation.cost_details'] as Record<string, number> | undefined;
    const key = JSON.stringify([startedAt.toISOString().slice(0, 10), attributes['langfuse.observation.model.name']]);
    sums.set(key, (sums.get(key) ?? 0) + (cost?.['total'] ?? 0));
  }
  return [...sums].slice(0, config.row_limit).map(([key, sum]) => {
    const [day, model] = JSON.parse(key) as [string, string];
    return { time_dimension: day, providedModelName: model, sum_totalCost: sum };
  });
}
