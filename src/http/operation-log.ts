import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { getOperationAST, type DocumentNode, type ExecutionResult } from 'graphql';
import { randomUUID } from 'node:crypto';
import type { Log } from '../platform/log.ts';
import { codeOf } from './mask-error.ts';

interface Operation {
  document: DocumentNode;
  operationName?: string | null;
}

/** One line per operation when it ends: its id, name, kind, duration and error codes. Never its variables. */
export function operationLog(log: Log): Plugin {
  const begin = ({ document, operationName }: Operation) => {
    const started = performance.now();
    const id = randomUUID();
    const ast = getOperationAST(document, operationName);
    return (errors: readonly unknown[] = []) => {
      const ms = Math.round(performance.now() - started);
      const codes = errors.map(codeOf); // this sees errors before they are masked
      log.info({ id, operation: ast?.name?.value ?? null, kind: ast?.operation, ms, codes }, 'operation');
    };
  };
  return {
    onExecute({ args }) {
      const end = begin(args);
      return {
        onExecuteDone({ result }) {
          end(isAsyncIterable(result) ? [] : (result as ExecutionResult).errors);
        },
      };
    },
    onSubscribe({ args }) {
      const end = begin(args);
      return {
        onSubscribeResult({ result }) {
          if (!isAsyncIterable(result)) end((result as ExecutionResult).errors);
          return { onEnd: () => end() };
        },
        onSubscribeError: ({ error }) => end([error]),
      };
    },
  };
}
