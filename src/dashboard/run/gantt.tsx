import { duration } from '../parts/time.tsx';
import { useSeconds } from '../parts/use-seconds.ts';
import type { Bar } from './bars.ts';

interface GanttProps {
  bars: readonly Bar[];
  startedAt: number;
  closedAt: number | null;
}

const most = 200;

/** Steps and attempts over time. */
export function Gantt({ bars, startedAt, closedAt }: GanttProps) {
  const now = useSeconds(closedAt === null);
  const end = Math.max(closedAt ?? now, ...bars.map(({ to }) => to ?? 0), startedAt + 1);
  const whole = end - startedAt;
  const share = (at: number) => `${(100 * Math.max(0, at - startedAt)) / whole}%`;
  return (
    <figure className="gantt">
      <ol>
        {bars.slice(-most).map(({ key, name, step, attempt, from, to, state, message }) => {
          const took = (to ?? end) - from;
          return (
            <li key={key}>
              <span className="gantt-name">
                {name}
                {attempt > 1 && <small> attempt {attempt}</small>}
              </span>
              <span className="gantt-lane">
                <span
                  className={`gantt-bar ${state}`}
                  style={{ left: share(from), width: `max(3px, ${(100 * took) / whole}%)` }}
                  title={`${step ?? name}: ${message}`}
                />
              </span>
              <span className="gantt-took">{duration(took)}</span>
              <span className="visually-hidden">{state}</span>
            </li>
          );
        })}
      </ol>
      <figcaption className="hint">
        {duration(whole)} in all{bars.length > most && `; the newest ${most} are shown`}
      </figcaption>
    </figure>
  );
}
