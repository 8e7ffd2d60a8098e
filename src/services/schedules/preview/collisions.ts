import type { Temporal } from '../../../platform/temporal.ts';
import { createSlots } from '../../../platform/slots.ts';
import type { Label } from '../../../../workers/kit/wire/label.ts';
import { listSchedules } from '../list.ts';
import { matchingTimes } from '../matching-times.ts';
import { closePairs } from './close-pairs.ts';

/** Which other schedules are looked at, and how close is too close. */
export interface CollisionRequest {
  label: Label;
  /** Seconds. */
  within: number;
  /** Only schedules of these workflows. */
  workflows?: readonly string[];
}

export interface Collision {
  at: Date;
  /** The other schedule, and when it is due. */
  name: string;
  otherAt: Date;
}

interface Collisions {
  found: Collision[];
  /** False when there are more schedules, times or collisions than are looked at. */
  complete: boolean;
}

const most = { schedules: 100, times: 10_000, collisions: 1000 };
const questionsAtOnce = 10;

/** The times at which another schedule with a label is due so soon before or after. Paused ones are not due. */
export async function collisionsOf(
  temporal: Temporal,
  times: readonly Date[],
  { label, within, workflows }: CollisionRequest,
  own: string | null,
): Promise<Collisions> {
  const [first, last] = [times[0], times.at(-1)];
  if (!first || !last) return { found: [], complete: true };
  const { rows, hasNextPage } = await listSchedules(
    temporal,
    { label, paused: false, ...(workflows && { workflows }) },
    most.schedules,
  );
  const names = rows.map(({ node }) => node.scheduleId ?? '').filter((name) => name !== own);
  const range = { from: new Date(+first - within * 1000), to: new Date(+last + within * 1000), most: most.times };
  const slots = createSlots(questionsAtOnce);
  const each = await Promise.all(
    names.map(async (name) => {
      const { times: others, complete } = await slots.run(() => matchingTimes(temporal, name, range));
      const pairs = closePairs(times, others, within * 1000, most.collisions + 1);
      return { complete, found: pairs.map(([at, otherAt]): Collision => ({ at, name, otherAt })) };
    }),
  );
  const all = each.flatMap(({ found }) => found).toSorted((a, b) => +a.at - +b.at || +a.otherAt - +b.otherAt);
  return {
    found: all.slice(0, most.collisions),
    complete: !hasNextPage && all.length <= most.collisions && each.every(({ complete }) => complete),
  };
}
