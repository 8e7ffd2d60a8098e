import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useStack } from '../../test/stack.ts';

const stack = useStack({ fixtures: true });

interface Activity {
  name: string;
  done: number | null;
  total: number | null;
}

test('activities side by side show each its own progress, and the run what they have done together', async () => {
  const run = await stack.start('probe', { name: randomUUID(), behaviour: 'FAN_OUT', count: 4 });
  const seen: { percent: number; done: number; activities: Activity[] }[] = [];
  for await (const { progress, status } of run.states('progress { activities { name done total } }')) {
    if (progress.step === 'act') seen.push(progress as unknown as (typeof seen)[number]);
    if (status !== 'RUNNING')
      expect({ status, percent: progress.percent }).toEqual({ status: 'COMPLETED', percent: 100 });
  }
  const percents = seen.map(({ percent }) => percent);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  // The step before is a quarter of the run. The longest part alone is a quarter of the rest.
  expect(percents.filter((percent) => percent > 25 && percent < 100).length).toBeGreaterThan(3);
  const together = seen.find(({ activities }) => activities.filter(({ done }) => done !== null).length > 1);
  expect(together?.activities.map(({ total }) => total).filter((total) => total !== null).length).toBeGreaterThan(1);
  expect(seen.at(-1)?.done).toBe(4);
});
