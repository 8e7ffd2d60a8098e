import { useEffect, useState } from 'react';
import { follow } from '../api/follow.ts';
import { RunTimelineDocument } from '../operations/generated.ts';
import type { TimelineLine } from './run.ts';

/** More than anybody reads; of a batch of thousands the newest are of interest. */
export const mostLines = 2000;

/** The log of a run, from its beginning and then live; the newest of it where there is much. */
export function useTimeline(id: string): readonly TimelineLine[] {
  const [lines, setLines] = useState<readonly TimelineLine[]>([]);
  useEffect(() => {
    let known: TimelineLine[] = [];
    let frame = 0;
    const stop = follow(
      RunTimelineDocument,
      { id },
      {
        next({ timeline }) {
          known.push(timeline);
          frame ||= requestAnimationFrame(() => {
            frame = 0;
            known = known.slice(-mostLines);
            setLines([...known]);
          });
        },
        // It is told from its beginning.
        again: () => (known = []),
        failed: () => undefined, // the run says what is wrong
      },
    );
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [id]);
  return lines;
}
