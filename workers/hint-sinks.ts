import type { InjectedSinks } from '@temporalio/worker';
import type { Bus } from '../src/platform/bus/bus.ts';
import { runsTopic, type RunHint } from './kit/wire/hint.ts';
import type { HintSinks } from './kit/workflow/hints.ts';

/** Where the hints of workflow code go: on the bus, for APIs that watch runs. */
export const hintSinks = (bus: Bus): InjectedSinks<HintSinks> => ({
  tempograph: {
    hint: {
      fn({ namespace, workflowId, firstExecutionRunId: first, parent }) {
        const message: RunHint = { workflowId, first, child: parent !== undefined };
        bus.publish(runsTopic(namespace), first, message);
      },
      callDuringReplay: false,
    },
  },
});
