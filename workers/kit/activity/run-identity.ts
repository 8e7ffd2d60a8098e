import { Context } from '@temporalio/activity';
import { defaultPayloadConverter } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { AsyncLocalStorage } from 'node:async_hooks';
import { runHeader } from '../wire/memo.ts';

const identity = new AsyncLocalStorage<string>();

/** Takes the first execution run id from the header that workflows of this kit send. */
export const runIdentityInterceptor: ActivityInterceptorsFactory = () => ({
  inbound: {
    execute(input, next) {
      const header = input.headers[runHeader];
      return header
        ? identity.run(defaultPayloadConverter.fromPayload<string>(header), () => next(input))
        : next(input);
    },
  },
});

/** First execution run id of the run the current activity works for. A foreign workflow sends none: its run id stands in. */
export const firstRunId = () => identity.getStore() ?? Context.current().info.workflowExecution!.runId;
