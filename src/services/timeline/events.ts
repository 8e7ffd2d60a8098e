import type { temporal as protocol } from '@temporalio/proto';
import { activityEvents } from './activity-events.ts';
import { childEvents } from './child-events.ts';
import type { EventDraft } from './entry.ts';
import { outcomeEvents } from './outcome-events.ts';
import { runEvents } from './run-events.ts';
import type { Story } from './story.ts';

export type HistoryEvent = protocol.api.history.v1.IHistoryEvent;
type Draft = EventDraft | null | undefined;

/** What to say of each kind of event, by the name of its attributes. What has no line here is Temporal's own business. */
export type Sayings = {
  [K in keyof HistoryEvent as K extends `${infer Name}EventAttributes` ? Name : never]?: (
    attributes: NonNullable<HistoryEvent[K]>,
    story: Story,
    event: HistoryEvent,
  ) => Draft | Promise<Draft>;
};

const sayings: Sayings = { ...runEvents, ...activityEvents, ...childEvents, ...outcomeEvents };
type Saying = (attributes: unknown, story: Story, event: HistoryEvent) => Draft | Promise<Draft>;
const suffix = 'EventAttributes';

/** What an event says to people; nothing when it is noise. To be called with every event of an execution, in order. */
export async function say(event: HistoryEvent, story: Story): Promise<Draft> {
  const [name, attributes] = Object.entries(event).find(([key]) => key.endsWith(suffix)) ?? [''];
  const saying = sayings[name.slice(0, -suffix.length) as keyof Sayings] as Saying | undefined;
  return saying?.(attributes, story, event);
}
