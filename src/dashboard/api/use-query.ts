import { useCallback, useEffect, useRef, useState } from 'react';
import type { TypedDocumentString } from '../operations/generated.ts';
import { ask } from './ask.ts';
import { connection } from './connection.ts';
import { asFailure, type ApiFailure } from './failure.ts';
import { session } from './session.ts';

export interface QueryState<Result> {
  /** What was answered last, also while it is asked again. */
  data: Result | undefined;
  failure: ApiFailure | undefined;
  loading: boolean;
  reload(): void;
}

/**
 * Asks when the variables change, when told to, when `moment` changes, and when the server is back that was away. `null` asks
 * nothing.
 */
export function useQuery<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables | null,
  moment?: unknown,
): QueryState<Result> {
  const [state, setState] = useState<Omit<QueryState<Result>, 'reload'>>({
    data: undefined,
    failure: undefined,
    loading: variables !== null,
  });
  const [round, setRound] = useState(0);
  const key = JSON.stringify(variables);
  const asked = useRef(variables);
  asked.current = variables;
  const reload = useCallback(() => setRound((n) => n + 1), []);

  useEffect(() => {
    if (asked.current === null) return undefined;
    const aborter = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    ask(document, asked.current, aborter.signal).then(
      (data) => setState({ data, failure: undefined, loading: false }),
      (error: unknown) => {
        if (aborter.signal.aborted) return;
        const failure = asFailure(error);
        if (failure.code === 'UNAUTHENTICATED') session.refused();
        setState((before) => ({ ...before, failure, loading: false }));
      },
    );
    return () => aborter.abort();
  }, [document, key, round, moment]);

  const unanswered = state.failure?.code === 'UNREACHABLE';
  useEffect(() => {
    if (!unanswered) return undefined;
    const timer = setInterval(reload, 5000);
    const stop = connection.onChange(() => connection.get() === 'live' && reload());
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [unanswered, reload]);

  return { ...state, reload };
}
