import { Context } from '@temporalio/activity';
import { defaultPayloadConverter } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { AsyncLocalStorage } from 'node:async_hooks';
import { account, accountHeader, noAccount, type Account } from '../wire/account.ts';
import { runHeader } from '../wire/memo.ts';
import { requestHeader, requestId } from '../wire/request.ts';

const identity = new AsyncLocalStorage<{ run: string; account: unknown; request: unknown }>();

/**
 * Takes the first execution run id, whom costs are counted for, and the request that began it all, from the headers that workflows of
 * this kit send.
 */
export const runIdentityInterceptor: ActivityInterceptorsFactory = () => ({
  inbound: {
    execute(input, next) {
      const [run, counted, request] = [runHeader, accountHeader, requestHeader].map((name) => input.headers[name]);
      if (!run) return next(input);
      const read = {
        run: defaultPayloadConverter.fromPayload<string>(run),
        account: counted && defaultPayloadConverter.fromPayload(counted),
        request: request && defaultPayloadConverter.fromPayload(request),
      };
      return identity.run(read, () => next(input));
    },
  },
});

/** First execution run id of the run the current activity works for. A foreign workflow sends none: its run id stands in. */
export const firstRunId = () => identity.getStore()?.run ?? Context.current().info.workflowExecution!.runId;

/** Whom the current activity's calls of models are counted for. */
export const currentAccount = (): Account => account.safeParse(identity.getStore()?.account).data ?? noAccount;

/** The request that the current activity's run was started by; a schedule's have none. */
export const currentRequest = (): string | undefined => requestId.safeParse(identity.getStore()?.request).data;
