import { useEffect, useState } from 'react';
import { follow } from '../api/follow.ts';
import { RunTimelineDocument } from '../operations/generated.ts';
import type { TimelineLine } from './run.ts';

/** More than anybody reads; a batch of thousands has its items elsewhere. */
const most = 2000;

/** The log of a run, from its beginning and then live. A socket that comes back tells it again, so lines are known by their cursors. */
export function useTimeline(id: string): readonly TimelineLine[] {
  const [lines, setLines] = useState<readonly TimelineLine[]>([]);
  useEffect(() => {
    const known = new Map<string, TimelineLine>();
    let frame = 0;
    const stop = follow(
      RunTimelineDocument,
      { id },
      {
        next({ timeline }) {
          if (known.has(timeline.cursor) || known.size >= most) return;
          known.set(timeline.cursor, timeline);
          frame ||= requestAnimationFrame(() => {
            frame = 0;
            setLines([...known.values()]);
          });
        },
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
