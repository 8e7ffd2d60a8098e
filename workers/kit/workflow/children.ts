import {
  CancellationScope,
  condition,
  ParentClosePolicy,
  startChild,
  type ChildWorkflowOptions,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';

/** Runs children of one execution, and knows how many go on. */
export function createChildren() {
  let running = 0;
  return {
    running: () => running,

    /** Until the child has ended. False when it could not be started, as one with its id runs or has run. */
    async run(
      type: string,
      options: ChildWorkflowOptions & { args: unknown[] },
      started?: () => void,
    ): Promise<boolean> {
      running++;
      try {
        const child = await startChild(type, {
          ...options,
          parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL, // also when the parent is terminated, children clean up
        });
        started?.();
        await child.result();
        return true;
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw error;
      } finally {
        running--;
      }
    },

    /** Until none is left, also when all of it is cancelled. */
    ended: () => CancellationScope.nonCancellable(() => condition(() => running === 0)),
  };
}
