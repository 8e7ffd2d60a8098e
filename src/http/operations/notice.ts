import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { ExecutionResult } from 'graphql';

/** Puts a notice into the extensions of every answer, over whatever transport it goes. */
export function withNotice(notice: string): Plugin {
  const noted = (result: ExecutionResult) => ({ ...result, extensions: { ...result.extensions, notice } });
  return {
    onExecute: () => ({
      onExecuteDone({ result, setResult }) {
        if (!isAsyncIterable(result)) setResult(noted(result));
      },
    }),
    onSubscribe: () => ({
      onSubscribeResult: () => ({
        onNext: ({ result, setResult }) => setResult(noted(result)),
      }),
    }),
  };
}
