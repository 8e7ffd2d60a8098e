import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { everyRow } from '../page.ts';
import { matchingTimes } from '../schedules/matching-times.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { Schedules } from '../schedules/schedules.ts';

/** Schedules that are looked at: what one of them is for is in its input, and each costs a call. */
const mostSchedules = 200;
const pageSize = 100;

/** A time at which a schedule publishes. */
export interface ScheduledPost {
  at: Date;
  schedule: Schedule;
}

/** Finds out when something is to be published for a brand: by schedules that are not paused, of workflows that say so in their contracts. */
export function createScheduledPosts(
  temporal: Temporal,
  schedules: Pick<Schedules, 'list'>,
  contracts: readonly WorkflowContract[],
) {
  const publishing = new Map(contracts.flatMap((contract) => (contract.publishes ? [[contract.name, contract]] : [])));

  /** Those of a brand, and whether they are all. */
  async function schedulesOf(brand: string): Promise<{ found: Schedule[]; complete: boolean }> {
    if (publishing.size === 0) return { found: [], complete: true };
    const looked: Schedule[] = [];
    let complete = true;
    const filter = { paused: false, workflows: [...publishing.keys()] };
    for await (const schedule of everyRow((after) => schedules.list(filter, pageSize, after))) {
      complete = looked.length < mostSchedules;
      if (!complete) break;
      looked.push(schedule);
    }
    const theirs = await Promise.all(looked.map((schedule) => isOf(brand, schedule)));
    return { found: looked.filter((_schedule, n) => theirs[n]), complete };
  }

  async function isOf(brand: string, schedule: Schedule): Promise<boolean> {
    const details = await schedule.details();
    if (!details || details.paused || details.remainingActions === 0) return false;
    const { action } = details;
    const contract = publishing.get(action.workflow);
    const input = contract?.input.safeParse(action.input);
    return input?.success === true && contract?.publishes?.(input.data) === brand;
  }

  return {
    /** The next one; null when there is none. */
    async next(brand: string): Promise<ScheduledPost | null> {
      const { found } = await schedulesOf(brand);
      const posts = found.flatMap((schedule) => schedule.next.slice(0, 1).map((at) => ({ at, schedule })));
      return posts.toSorted(bySoonest)[0] ?? null;
    },

    /** Those between two moments, both included, soonest first; at most so many, and whether they are all. */
    async between(
      brand: string,
      { from, to, most }: { from: Date; to: Date; most: number },
    ): Promise<{ posts: ScheduledPost[]; complete: boolean }> {
      const { found, complete } = await schedulesOf(brand);
      const all = await Promise.all(
        found.map(async (schedule) => {
          const due = await matchingTimes(temporal, schedule.name, { from, to, most });
          const left = (await schedule.details())?.remainingActions ?? Infinity;
          const times = due.times.slice(0, left);
          return { posts: times.map((at) => ({ at, schedule })), complete: due.complete || times.length < most };
        }),
      );
      const posts = all.flatMap((one) => one.posts).toSorted(bySoonest);
      return {
        posts: posts.slice(0, most),
        complete: complete && posts.length <= most && all.every((one) => one.complete),
      };
    },
  };
}
export type ScheduledPosts = ReturnType<typeof createScheduledPosts>;

const bySoonest = (one: ScheduledPost, other: ScheduledPost) => +one.at - +other.at;
