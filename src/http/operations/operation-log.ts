import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { getOperationAST, OperationTypeNode, type DocumentNode, type ExecutionResult } from 'graphql';
import type { Log } from '../../platform/log.ts';
import { waitBuckets, type Metrics } from '../../platform/metrics/metrics.ts';
import { noteRequest } from '../request-id.ts';
import { codeOf } from './mask-error.ts';

interface Operation {
  document: DocumentNode;
  operationName?: string | null;
  requestId?: string;
}

/** A name may be as long as a document. */
const longestName = 100;

export type BeginOperation = ReturnType<typeof createOperationLog>;

/** One line per operation when it ends: its request, name, kind, duration and error codes. Never its variables. */
export const createOperationLog = (log: Log, metrics: Metrics) => {
  const took = metrics.seconds(
    'graphql_operation_seconds',
    'How long queries and mutations take.',
    ['kind', 'outcome'],
    waitBuckets,
  );
  let subscribers = 0;
  metrics.read('gauge', 'subscribers', 'Subscriptions that are open, over whatever transport.', () => subscribers);
  return ({ document, operationName, requestId }: Operation) => {
    const started = performance.now();
    const ast = getOperationAST(document, operationName);
    const kind = ast?.operation;
    if (kind === OperationTypeNode.SUBSCRIPTION) subscribers++;
    let ended = false;
    return (errors: readonly unknown[] = []) => {
      for (const error of errors) noteRequest(error, requestId);
      if (ended) return; // a stream that breaks off is said to end as well
      ended = true;
      const ms = Math.round(performance.now() - started);
      const codes = errors.map(codeOf); // the same before an error is masked and after
      const operation = ast?.name?.value.slice(0, longestName) ?? null;
      log.info({ requestId, operation, kind, ms, codes }, 'operation');
      if (kind === OperationTypeNode.SUBSCRIPTION) subscribers--;
      else if (kind) took({ kind, outcome: codes.length > 0 ? 'error' : 'ok' }, ms / 1000);
    };
  };
};

/** Logs what is executed for one client. Who follows a shared execution is logged where it is handed out. */
export const operationLog = (begin: BeginOperation): Plugin<{ shared?: true; requestId?: string }> => ({
  onExecute({ args }) {
    const end = begin({ ...args, requestId: args.contextValue.requestId });
    return {
      onExecuteDone({ result }) {
        end(isAsyncIterable(result) ? [] : (result as ExecutionResult).errors);
      },
    };
  },
  onSubscribe({ args }) {
    if (args.contextValue.shared) return undefined;
    const { requestId } = args.contextValue;
    const end = begin({ ...args, requestId });
    return {
      onSubscribeResult({ result }) {
        if (!isAsyncIterable(result)) end((result as ExecutionResult).errors);
        return {
          onNext: ({ result: { errors } }) => errors?.forEach((error) => noteRequest(error, requestId)),
          onEnd: () => end(),
        };
      },
      onSubscribeError: ({ error }) => end([error]),
    };
  },
});
