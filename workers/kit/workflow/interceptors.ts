import {
  defaultPayloadConverter,
  workflowInfo,
  type Headers,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow';
import { runHeader } from '../wire/memo.ts';
import { inherit, withChildAccount, withOwnAccount } from './account.ts';
import { hint } from './hints.ts';
import { inheritRequest, withRequest } from './request.ts';

const withRun = <T extends { headers: Headers }>(input: T): T => ({
  ...input,
  headers: { ...input.headers, [runHeader]: defaultPayloadConverter.toPayload(workflowInfo().firstExecutionRunId) },
});

/**
 * Sends the first execution run id along with everything a workflow starts: the one id that survives continue-as-new
 * and reset, so that work keys, traces and costs of one run stay together; whom its costs are counted for; and the request
 * that it was started by. Says when a run starts and ends.
 */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      async execute(input, next) {
        inherit(input.headers);
        inheritRequest(input.headers);
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
      scheduleActivity: (input, next) => next(withOwnAccount(withRequest(withRun(input)))),
      startChildWorkflowExecution: (input, next) => next(withChildAccount(withRequest(withRun(input)))),
      continueAsNew: (input, next) => next(withOwnAccount(withRequest(input))),
    },
  ],
});
