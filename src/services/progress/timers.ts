import type { Temporal } from '../../platform/temporal.ts';
import { createOnce } from '../once.ts';
import { milliseconds, timestamp } from '../runs/timestamp.ts';
import type { HistoryEvent } from '../runs/execution.ts';

/** A timer that matters was started by one of the newest events; a run that waits adds none. */
const newestEvents = 100;
/** Executions whose timer is remembered, each for the length its history had. */
const mostRemembered = 1000;

/** Which timer a run waits for. Describe does not say, so the end of the history is read, once for each length it has. */
export function createTimers(temporal: Temporal) {
  const known = createOnce<Date | null>(mostRemembered);

  async function read(workflowId: string, runId: string): Promise<Date | null> {
    const { namespace, service } = temporal;
    const { history } = await temporal.call(() =>
      service.getWorkflowExecutionHistoryReverse({
        namespace,
        execution: { workflowId, runId },
        maximumPageSize: newestEvents,
      }),
    );
    return nextTimer(history?.events ?? []);
  }

  return {
    /** When the run's next timer fires; null when none of its newest events started one that is still running. */
    next: (workflowId: string, runId: string, historyLength: number): Promise<Date | null> =>
      known.ask(`${runId} ${historyLength}`, () => read(workflowId, runId)),
  };
}
/** When the first of the timers fires that these events have started, and neither fired nor cancelled. Newest first. */
export function nextTimer(events: readonly HistoryEvent[]): Date | null {
  const over = new Set<string>();
  let next: Date | null = null;
  for (const event of events) {
    const ended = event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes;
    if (ended) over.add(String(ended.startedEventId));
    const { startToFireTimeout } = event.timerStartedEventAttributes ?? {};
    const started = timestamp(event.eventTime);
    if (!startToFireTimeout || !started || over.has(String(event.eventId))) continue;
    const until = new Date(started.getTime() + milliseconds(startToFireTimeout));
    if (!next || until < next) next = until;
  }
  return next;
}
