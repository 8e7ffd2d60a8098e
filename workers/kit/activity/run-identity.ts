import { Context } from '@temporalio/activity';
import { defaultPayloadConverter } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { AsyncLocalStorage } from 'node:async_hooks';
import { account, accountHeader, noAccount, type Account } from '../wire/account.ts';
import { runHeader } from '../wire/memo.ts';

const identity = new AsyncLocalStorage<{ run: string; account: unknown }>();

/** Takes the first execution run id, and whom costs are counted for, from the headers that workflows of this kit send. */
export const runIdentityInterceptor: ActivityInterceptorsFactory = () => ({
  inbound: {
    execute(input, next) {
      const [run, counted] = [input.headers[runHeader], input.headers[accountHeader]];
      if (!run) return next(input);
      const read = {
        run: defaultPayloadConverter.fromPayload<string>(run),
        account: counted && defaultPayloadConverter.fromPayload(counted),
      };
      return identity.run(read, () => next(input));
    },
  },
});

/** First execution run id of the run the current activity works for. A foreign workflow sends none: its run id stands in. */
export const firstRunId = () => identity.getStore()?.run ?? Context.current().info.workflowExecution!.runId;

/** Whom the current activity's calls of models are counted for. */
export const currentAccount = (): Account => account.safeParse(identity.getStore()?.account).data ?? noAccount;
