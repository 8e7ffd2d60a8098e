import type { TypedDocumentString } from '../operations/generated.ts';
import { ApiFailure, asFailure, isSettled } from './failure.ts';
import { pause } from './pause.ts';
import { begunAnew, isRefusal, socket } from './socket.ts';

interface Sink<Result> {
  next(result: Result): void;
  /** It goes on by itself, unless asking again can change nothing. */
  failed(failure: ApiFailure): void;
  /** What has failed goes on. */
  recovered?(): void;
  /** It begins anew, after a lost connection or a failure, and does not tell what happened meanwhile. */
  again?(): void;
}

const waits = { firstMs: 1000, longestMs: 30_000 };
/** A stream that says nothing for so long, and does not fail either, is taken for one that goes on. */
const quietMs = 2000;

/** Follows a subscription until what it returns is called. */
export function follow<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  sink: Sink<Result>,
): () => void {
  let over = false;
  let failing = false;
  let tries = 0;
  let stop: (() => void) | undefined;
  const again = () => sink.again?.();
  const recovered = () => {
    if (over || !failing) return;
    failing = false;
    sink.recovered?.();
  };
  const tell = (failure: ApiFailure) => {
    failing = true;
    sink.failed(failure);
  };

  const begin = () => {
    const began = Date.now();
    const quiet = failing ? setTimeout(recovered, quietMs) : undefined;
    /** What the last message has said instead of data: nothing comes after it where that is the end. */
    let refused: ApiFailure | undefined;
    const ended = async (failure: ApiFailure | undefined) => {
      clearTimeout(quiet);
      begunAnew.delete(again);
      if (over || !failure || isSettled(failure)) return;
      if (Date.now() - began > waits.longestMs) tries = 0;
      await pause(tries++, waits);
      if (over) return;
      again();
      begin();
    };
    begunAnew.add(again);
    stop = socket().subscribe<Result>(
      { query: document.toString(), variables: variables as Record<string, unknown> },
      {
        next({ data, errors }) {
          clearTimeout(quiet);
          if (over) return;
          refused = errors?.length ? asFailure(errors) : undefined;
          if (refused) return tell(refused);
          recovered();
          if (data) sink.next(data);
        },
        error(error) {
          const failure = isRefusal(error) ? new ApiFailure('UNAUTHENTICATED', 'Sign in again.') : asFailure(error);
          if (!over) tell(failure);
          void ended(failure); // whoever was told may have stopped it
        },
        complete: () => void ended(refused),
      },
    );
  };

  begin();
  return () => {
    over = true;
    begunAnew.delete(again);
    stop?.();
  };
}
