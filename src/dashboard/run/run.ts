import type { LiveRunSubscription, RunTimelineSubscription } from '../operations/generated.ts';

export type LiveRun = LiveRunSubscription['run'];
export type Waiting = NonNullable<LiveRun['waiting']>;
export type TimelineLine = RunTimelineSubscription['timeline'];
