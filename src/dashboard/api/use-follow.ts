import { useEffect, useRef, useState } from 'react';
import type { TypedDocumentString } from '../operations/generated.ts';
import type { ApiFailure } from './failure.ts';
import { follow } from './follow.ts';

interface Followed<Result> {
  data: Result | undefined;
  /** Why nothing newer comes; what is shown may be old. */
  failure: ApiFailure | undefined;
}

/** The newest of what a subscription sends, at most once a frame. `null` follows nothing. */
export function useFollow<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables | null,
): Followed<Result> {
  const [state, setState] = useState<Followed<Result>>({ data: undefined, failure: undefined });
  const key = JSON.stringify(variables);
  const wanted = useRef(variables);
  wanted.current = variables;

  useEffect(() => {
    if (wanted.current === null) return undefined;
    setState({ data: undefined, failure: undefined });
    let newest: Result | undefined;
    let frame = 0;
    const stop = follow(document, wanted.current, {
      next(data) {
        newest = data;
        frame ||= requestAnimationFrame(() => {
          frame = 0;
          setState((before) => ({ ...before, data: newest }));
        });
      },
      failed: (failure) => setState((before) => ({ ...before, failure })),
      recovered: () => setState((before) => ({ ...before, failure: undefined })),
    });
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [document, key]);
  return state;
}
