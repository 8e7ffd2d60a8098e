import {
  defaultPayloadConverter,
  workflowInfo,
  type Headers,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow';
import { runHeader } from '../wire/memo.ts';
import { inherit, withChildAccount, withOwnAccount } from './account.ts';
import { hint } from './hints.ts';

const withRun = <T extends { headers: Headers }>(input: T): T => ({
  ...input,
  headers: { ...input.headers, [runHeader]: defaultPayloadConverter.toPayload(workflowInfo().firstExecutionRunId) },
});

/**
 * Sends the first execution run id along with everything a workflow starts: the one id that survives continue-as-new
 * and reset, so that work keys, traces and costs of one run stay together; and whom its costs are counted for. Says when
 * a run starts and ends.
 */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      async execute(input, next) {
        inherit(input.headers);
        hint();
        try {
          return await next(input);
        } finally {
          hint();
        }
      },
    },
  ],
  outbound: [
    {
      scheduleActivity: (input, next) => next(withOwnAccount(withRun(input))),
      startChildWorkflowExecution: (input, next) => next(withChildAccount(withRun(input))),
      continueAsNew: (input, next) => next(withOwnAccount(input)),
    },
  ],
});
