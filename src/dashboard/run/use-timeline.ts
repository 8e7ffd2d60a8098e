import { useEffect, useState } from 'react';
import type { ApiFailure } from '../api/failure.ts';
import { follow } from '../api/follow.ts';
import { RunTimelineDocument } from '../operations/generated.ts';
import type { TimelineLine } from './run.ts';

/** More than anybody reads; of a batch of thousands the newest are of interest. */
export const mostLines = 2000;

interface RunLog {
  /** The newest of them where there are many. */
  lines: readonly TimelineLine[];
  /** Why nothing newer comes. */
  failure: ApiFailure | undefined;
}

/** The log of a run, from its beginning and then live. */
export function useTimeline(id: string): RunLog {
  const [failure, setFailure] = useState<ApiFailure>();
  const [lines, setLines] = useState<readonly TimelineLine[]>([]);
  useEffect(() => {
    const known = new Map<string, TimelineLine>();
    let frame = 0;
    const stop = follow(
      RunTimelineDocument,
      { id },
      {
        next({ timeline }) {
          known.set(timeline.cursor, timeline); // a line may be told again
          frame ||= requestAnimationFrame(() => {
            frame = 0;
            for (const cursor of [...known.keys()].slice(0, -mostLines)) known.delete(cursor);
            setLines([...known.values()]);
          });
        },
        // It is told from its beginning.
        again: () => known.clear(),
        failed: setFailure,
        recovered: () => setFailure(undefined),
      },
    );
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [id]);
  return { lines, failure };
}
