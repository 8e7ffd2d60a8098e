import { condition } from '@temporalio/workflow';

/** What became of an item that a run did not start itself. */
export interface Elsewhere<Status> {
  status: Status;
  /** Whether it was seen going on, so that it was not over before. */
  seen: boolean;
}

/** Milliseconds between two looks: at first, and at most. */
const looks = { first: 2000, longest: 60_000 };

interface Waiting<Status> {
  seen: boolean;
  resolve(end: Elsewhere<Status>): void;
  reject(error: unknown): void;
}

/**
 * Waits for items that others are doing. All of them are looked at together, however many they are, as each look is
 * events in the history; and by short activities, as a long one would take a slot that the item may need.
 */
export function createElsewhere<Status>(
  look: (ids: string[]) => Promise<readonly Status[]>,
  goesOn: (status: Status) => boolean,
) {
  const items = new Map<string, Waiting<Status>>();
  let fresh = false;
  let following = false;

  async function follow() {
    following = true;
    try {
      for (let pause = looks.first; items.size > 0;) {
        fresh = false;
        const ids = [...items.keys()];
        const statuses = await look(ids);
        ids.forEach((id, index) => settle(id, statuses[index]!));
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

  const settle = (id: string, status: Status) => {
    const item = items.get(id)!;
    if (goesOn(status)) item.seen = true;
    else {
      items.delete(id);
      item.resolve({ status, seen: item.seen });
    }
  };

  return {
    /** `seen`: whether it was seen going on before. */
    end(id: string, seen = false): Promise<Elsewhere<Status>> {
      const end = new Promise<Elsewhere<Status>>((resolve, reject) => items.set(id, { seen, resolve, reject }));
      fresh = true;
      if (!following) void follow();
      return end;
    },
    ids: () => [...items.keys()],
    size: () => items.size,
  };
}
