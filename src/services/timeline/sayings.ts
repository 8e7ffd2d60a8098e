import type { temporal as protocol } from '@temporalio/proto';
import type { EventDraft } from './entry.ts';
import type { Story } from './story.ts';

export type HistoryEvent = protocol.api.history.v1.IHistoryEvent;
export type Draft = EventDraft | null | undefined;

/** What to say of each kind of event, by the name of its attributes. What has no line here is Temporal's own business. */
export type Sayings = {
  [K in keyof HistoryEvent as K extends `${infer Name}EventAttributes` ? Name : never]?: (
    attributes: NonNullable<HistoryEvent[K]>,
    story: Story,
    event: HistoryEvent,
  ) => Draft | Promise<Draft>;
};
