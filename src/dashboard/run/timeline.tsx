import { useMemo } from 'react';
import { ExactTime } from '../parts/time.tsx';
import { barsOf } from './bars.ts';
import { Gantt } from './gantt.tsx';
import type { LiveRun, TimelineLine } from './run.ts';
import { mostLines } from './use-timeline.ts';

export function Timeline({ lines, run }: { lines: readonly TimelineLine[]; run: LiveRun }) {
  const bars = useMemo(() => barsOf(lines, run), [lines, run]);
  const closedAt = run.closedAt === null ? null : Date.parse(run.closedAt);
  const all = lines.length < mostLines;
  return (
    <section>
      <h2>Timeline</h2>
      {bars.length > 0 && <Gantt bars={bars} startedAt={Date.parse(run.startedAt)} closedAt={closedAt} />}
      <details>
        <summary>{all ? `Everything it did, ${lines.length} lines` : `The newest ${mostLines} lines`}</summary>
        <ol className="log">
          {lines.map(({ cursor, at, message }) => (
            <li key={cursor}>
              <ExactTime at={at} /> <span className="text">{message}</span>
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}
