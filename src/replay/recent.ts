import type { Temporal } from '../platform/temporal.ts';
import { eventsOf } from '../services/runs/history.ts';
import { pagesOf, quoted } from '../services/runs/list.ts';
import type { HistoryEvent } from '../services/runs/execution.ts';
import type { Told } from './replay.ts';

const pageSize = 100;

/** Histories of the newest executions of these workflows, those that go on first. */
export async function* recentHistories(
  temporal: Temporal,
  types: readonly string[],
  last: number,
): AsyncGenerator<Told> {
  const fetchPage = pagesOf(temporal, `WorkflowType IN (${types.map(quoted).join(', ')})`);
  let left = last;
  for (let token = '', first = true; left > 0 && (first || token !== ''); first = false) {
    const { rows, next } = await fetchPage(token, Math.min(pageSize, left));
    for (const { execution, type } of rows) {
      const { workflowId = '', runId = '' } = execution ?? {};
      const events: HistoryEvent[] = [];
      for await (const event of eventsOf(temporal, { workflowId, runId })) events.push(event);
      // One that is forgotten by now, or that no worker has taken yet, has decided nothing.
      if (!events.some((event) => event.workflowTaskCompletedEventAttributes)) continue;
      yield { name: `${type?.name} ${workflowId} ${runId}`, workflowId: workflowId ?? '', history: { events } };
    }
    left -= rows.length;
    token = next;
  }
}
