import { activityEvents } from './activity-events.ts';
import { childEvents } from './child-events.ts';
import { outcomeEvents } from './outcome-events.ts';
import { runEvents } from './run-events.ts';
import type { HistoryEvent } from '../runs/execution.ts';
import type { Draft, Sayings } from './sayings.ts';
import type { Story } from './story.ts';

const sayings: Sayings = { ...runEvents, ...activityEvents, ...childEvents, ...outcomeEvents };
type Saying = (attributes: unknown, story: Story, event: HistoryEvent) => Draft | Promise<Draft>;
const suffix = 'EventAttributes';

/** What an event says to people; nothing when it is noise. To be called with every event of an execution, in order. */
export async function say(event: HistoryEvent, story: Story): Promise<Draft> {
  const [name, attributes] = Object.entries(event).find(([key]) => key.endsWith(suffix)) ?? [''];
  const saying = sayings[name.slice(0, -suffix.length) as keyof Sayings] as Saying | undefined;
  return saying?.(attributes, story, event);
}
