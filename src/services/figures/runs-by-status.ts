import type { Sample } from '../../platform/metrics/metrics.ts';
import type { Temporal } from '../../platform/temporal.ts';

/** How many runs there are in each status, by the names that visibility has for them. */
export async function runsByStatus({ service, namespace, call, decode }: Temporal): Promise<Sample<'status'>[]> {
  const { groups } = await call(() =>
    service.countWorkflowExecutions({ namespace, query: 'GROUP BY ExecutionStatus' }),
  );
  const samples = (groups ?? []).map(async ({ groupValues, count }) => {
    const [status] = await decode(groupValues);
    return { labels: { status: String(status) }, value: Number(count) };
  });
  return Promise.all(samples);
}
