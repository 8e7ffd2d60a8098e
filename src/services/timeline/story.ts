import type { temporal as protocol } from '@temporalio/proto';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { contractActivity } from '../progress/progress.ts';
import { failureFrom } from '../runs/history.ts';
import type { RunKey } from '../runs/run-id.ts';

type Failure = protocol.api.failure.v1.IFailure;

export interface StoryTools {
  temporal: Temporal;
  contracts: ReadonlyMap<string, WorkflowContract>;
}

/** An activity between its first event and its last. */
export interface OpenActivity {
  activity: string;
  step: string | null;
  attempt: number;
  startedAt: Date | null;
}

/**
 * What the earlier events of an execution say about the later ones: a history names an activity once, and from then on
 * only the number of that event. It holds what is under way, and no more.
 */
export function createStory({ temporal, contracts }: StoryTools) {
  let contract: WorkflowContract | undefined;
  return {
    activities: new Map<string, OpenActivity>(),
    /** Timers and child runs, by the event that started them. */
    timers: new Map<string, string>(),
    children: new Map<string, RunKey>(),
    /** The step that was entered last. */
    step: null as string | null,
    begin: (workflow: string) => void (contract = contracts.get(workflow)),
    activity(type: string): OpenActivity {
      const { name, step } = contractActivity(contract, type);
      return { activity: name, step, attempt: 1, startedAt: null };
    },
    decode: temporal.decode,
    failure: async (failure: Failure | null | undefined) => (failure ? failureFrom(temporal, failure) : undefined),
  };
}
export type Story = ReturnType<typeof createStory>;

/** Takes what an event refers to out of the story, as nothing will refer to it any more. */
export function close<T>(open: Map<string, T>, eventId: unknown): T | undefined {
  const found = open.get(String(eventId));
  open.delete(String(eventId));
  return found;
}
