import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { inWindow } from './in-window.ts';

interface Parts<Item, Result> {
  atOnce: number;
  work: (item: Item) => Promise<Result>;
  /** Whether the run fails of what a part has failed of, rather than go on without it. */
  isFatal: (error: unknown) => boolean;
}

interface Ends<Item, Result> {
  /** What was done, in the order of the parts. */
  done: Result[];
  /** Parts that it went on without. */
  lost: { item: Item; reason: unknown }[];
}

/**
 * Works on the parts of something, so many at a time. When the run is to end, by a lost part or as it is cancelled, the
 * parts that are under way are told to, and awaited before it is thrown: what they store may be deleted behind them.
 */
export async function inParts<Item, Result>(
  items: readonly Item[],
  { atOnce, work, isFatal }: Parts<Item, Result>,
): Promise<Ends<Item, Result>> {
  const scope = new CancellationScope();
  const isOver = (error: unknown) => isCancellation(error) || isFatal(error);
  const ends = await scope.run(() =>
    inWindow(items, atOnce, work, (error) => {
      const over = isOver(error);
      if (over && !scope.consideredCancelled) scope.cancel();
      return over;
    }),
  );
  const lost = ends.flatMap((end, index) =>
    end.status === 'rejected' ? [{ item: items[index]!, reason: end.reason as unknown }] : [],
  );
  const over = lost.filter(({ reason }) => isOver(reason));
  // Parts that were only told to end are not why.
  const cause = over.find(({ reason }) => !isCancellation(reason)) ?? over[0];
  if (cause) throw cause.reason;
  return { done: ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : [])), lost };
}
