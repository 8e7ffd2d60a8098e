import { mayPass, type Temporal } from '../../../src/platform/temporal.ts';

const deadlineMs = 10_000;

/** Reads what the activities of runs said last, as far as describe knows, and counts the answers it did not get. */
export function createHeartbeatReader({ service, namespace, call }: Temporal) {
  let failed = 0;
  return {
    /** Empty when there is nothing. */
    async text(workflowId: string): Promise<string> {
      try {
        const { pendingActivities } = await call(
          () => service.describeWorkflowExecution({ namespace, execution: { workflowId } }),
          { deadlineMs },
        );
        const data = pendingActivities?.[0]?.heartbeatDetails?.payloads?.[0]?.data;
        return data ? Buffer.from(data).toString('latin1') : '';
      } catch (error) {
        if (!mayPass(error)) throw error;
        failed++;
        return '';
      }
    },
    /** How many since the last time. */
    takeFailed() {
      const count = failed;
      failed = 0;
      return count;
    },
  };
}
