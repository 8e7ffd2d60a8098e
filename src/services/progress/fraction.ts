import type { ActivityProgress } from '../../../workers/kit/wire/heartbeat.ts';
import type { RunCounts } from '../../../workers/kit/wire/memo.ts';

/** How much of what runs now is done, 0-1; null when nothing says how much there is to do. */
export function fractionOf(activities: readonly ActivityProgress[], counts: RunCounts | null): number | null {
  if (counts?.unit !== undefined)
    return counts.total === 0 ? 1 : Math.min(1, countedSoFar(activities, counts) / counts.total);
  const running = activities.reduce((sum, activity) => sum + doneOf(activity), 0);
  if (counts) return counts.total === 0 ? 1 : Math.min(1, (counts.done + counts.failed + running) / counts.total);
  return activities.some(({ total }) => total) ? running / activities.length : null;
}

/** Parts of a plan that are over; with those that running activities have done of theirs, where they count the same. */
export const countedSoFar = (activities: readonly ActivityProgress[], { done, failed, unit }: RunCounts): number =>
  activities
    .filter((activity) => unit !== undefined && activity.unit === unit)
    .reduce((sum, activity) => sum + Math.max(0, activity.done ?? 0), done + failed);

const doneOf = ({ done = 0, total = 0 }: ActivityProgress) => (total > 0 ? Math.min(1, Math.max(0, done / total)) : 0);
