import type { RunKey } from '../runs/run-id.ts';
import { timestamp } from '../runs/timestamp.ts';
import { notACursor, type Place } from './cursor.ts';
import type { TimelineEntry } from './entry.ts';
import { say } from './events.ts';
import type { HistoryEvent } from '../runs/execution.ts';
import { createStory, type StoryTools } from './story.ts';

/** One execution's part of the log, behind a place in it. Takes the execution's events from its first, in order. */
export function createChapter(tools: StoryTools, key: RunKey, { runId, eventId: behind }: Place) {
  const story = createStory(tools);
  /** A reset begins with a copy of what it goes back to, which has been told where it happened. */
  let copied = false;
  /** The newest event that was told. Of a run that was paused Temporal does not say where to go on, and it is read from its start again. */
  let told = behind;

  async function tellOne(event: HistoryEvent): Promise<TimelineEntry | null> {
    const eventId = Number(event.eventId);
    const started = event.workflowExecutionStartedEventAttributes;
    if (started) {
      if (started.firstExecutionRunId !== key.first) throw notACursor();
      copied = started.originalExecutionRunId !== runId;
    }
    const draft = await say(event, story);
    const { newRunId, baseRunId } = event.workflowTaskFailedEventAttributes ?? {};
    const reset = newRunId === runId;
    if (reset) copied = false;
    if (copied || eventId <= told) return null;
    const at = { place: { runId, eventId }, at: timestamp(event.eventTime) ?? new Date(0) };
    if (reset) {
      const message = `Reset: what happened from event ${eventId} on is done again.`;
      return { type: 'TimelineReset', ...at, message, fromRunId: baseRunId ?? '', fromEvent: eventId };
    }
    return draft ? { type: 'TimelineEvent', ...at, ...draft } : null;
  }

  return {
    runId,
    async tell(events: readonly HistoryEvent[]): Promise<TimelineEntry[]> {
      const entries: TimelineEntry[] = [];
      for (const event of events) {
        const entry = await tellOne(event);
        if (entry) entries.push(entry);
      }
      told = Math.max(told, ...events.map(({ eventId }) => Number(eventId)));
      return entries;
    },
  };
}
export type Chapter = ReturnType<typeof createChapter>;
