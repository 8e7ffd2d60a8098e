import { expect } from 'vitest';
import type { FakeLangfuse } from '../src/local/fake-ai/langfuse.ts';
import type { ReceivedSpan } from '../src/local/fake-ai/otlp.ts';
import { traceIdOf } from '../src/platform/ai/trace-ids.ts';
import { firstOf, type AskerClient } from './asker-client.ts';
import type { TestRun } from './graphql-client.ts';
import { untilItWorks } from './wait-for.ts';

const kindOf = ({ attributes }: ReceivedSpan) => attributes['langfuse.observation.type'];
const about = ({ attributes }: ReceivedSpan) => String(attributes['langfuse.observation.metadata.generation']);

/** What Langfuse was told of runs that ask models. */
export function createTraceReader(langfuse: Pick<FakeLangfuse, 'spans'>, { rowsOf }: Pick<AskerClient, 'rowsOf'>) {
  const traceOf = (run: TestRun) => langfuse.spans().filter(({ traceId }) => traceId === traceIdOf(firstOf(run)));

  async function agreesNow(run: TestRun, attempts: number) {
    const rows = await rowsOf(run);
    const spans = traceOf(run);
    expect(spans.map(({ name }) => name)).toHaveLength(rows.length + attempts);
    const roots = new Set(spans.filter((span) => kindOf(span) === 'span').map(({ spanId }) => spanId));
    expect(roots.size).toBe(attempts);
    for (const row of rows) {
      const span = spans.find((one) => about(one) === row.id)!;
      expect(roots).toContain(span.parentSpanId);
      expect(span).toMatchObject({
        name: row.purpose,
        attributes: {
          'session.id': row.workflowId,
          'langfuse.observation.model.name': row.model,
          'langfuse.observation.metadata.outcome': row.outcome,
          'langfuse.observation.metadata.attempt': String(row.attempt),
          'langfuse.observation.cost_details': { total: row.cost! / 1_000_000 },
        },
      });
    }
    return rows.map(({ outcome }) => outcome);
  }

  return {
    traceOf,
    /** Each row is a generation of the same outcome and cost under its attempt, and there is nothing else. Returns the outcomes. */
    agreement: (run: TestRun, attempts: number) =>
      untilItWorks('the trace says what the rows do', () => agreesNow(run, attempts)),
  };
}
