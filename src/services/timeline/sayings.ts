import type { EventDraft } from './entry.ts';
import type { Story } from './story.ts';
import type { HistoryEvent } from '../runs/execution.ts';

export type Draft = EventDraft | null | undefined;

/** What to say of each kind of event, by the name of its attributes. What has no line here is Temporal's own business. */
export type Sayings = {
  [K in keyof HistoryEvent as K extends `${infer Name}EventAttributes` ? Name : never]?: (
    attributes: NonNullable<HistoryEvent[K]>,
    story: Story,
    event: HistoryEvent,
  ) => Draft | Promise<Draft>;
};
