import { condition } from '@temporalio/workflow';
import type { ItemStatus } from './batch-contract.ts';

/** What became of an item that the batch did not start itself. */
export type Elsewhere = 'DONE_BEFORE' | 'DONE' | 'FAILED' | 'UNKNOWN';

/** Milliseconds between two looks: at first, and at most. */
const looks = { first: 2000, longest: 60_000 };

interface Waiting {
  /** Whether it was seen running, so that it was not done before. */
  seen: boolean;
  resolve(end: Elsewhere): void;
  reject(error: unknown): void;
}

/**
 * Waits for items that ran before the batch, or run beside it. All of them are looked at together, however many they are,
 * as each look is events in the history; and by short activities, as a long one would take a slot that the item may need.
 */
export function createElsewhere(look: (ids: string[]) => Promise<ItemStatus[]>) {
  const items = new Map<string, Waiting>();
  let fresh = false;
  let following = false;

  async function follow() {
    following = true;
    try {
      for (let pause = looks.first; items.size > 0;) {
        fresh = false;
        const ids = [...items.keys()];
        const statuses = await look(ids);
        ids.forEach((id, index) => settle(id, statuses[index] ?? 'UNKNOWN'));
        if (items.size === 0) return;
        pause = (await condition(() => fresh, pause)) ? looks.first : Math.min(pause * 2, looks.longest);
      }
    } catch (error) {
      for (const { reject } of items.values()) reject(error);
      items.clear();
    } finally {
      following = false;
    }
  }

  const settle = (id: string, status: ItemStatus) => {
    const item = items.get(id)!;
    if (status === 'RUNNING') item.seen = true;
    else {
      items.delete(id);
      item.resolve(status === 'COMPLETED' ? (item.seen ? 'DONE' : 'DONE_BEFORE') : ends[status]);
    }
  };

  return {
    /** `seen`: whether an earlier execution has seen it running. */
    end(id: string, seen = false): Promise<Elsewhere> {
      const end = new Promise<Elsewhere>((resolve, reject) => items.set(id, { seen, resolve, reject }));
      fresh = true;
      if (!following) void follow();
      return end;
    },
    ids: () => [...items.keys()],
    size: () => items.size,
  };
}

const ends = { ENDED: 'FAILED', UNKNOWN: 'UNKNOWN' } as const;
