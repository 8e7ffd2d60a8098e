import { expect, test } from 'vitest';
import { capIssues } from './cap-issues.ts';

const asked = (limitUsd: number | null) => ({
  name: 'budget',
  show: { message: 'Too much.', activity: 'write', spentUsd: 1, limitUsd },
});
const wrong = (limitUsd: number | null, edits: unknown, choice = 'RAISE') =>
  capIssues(asked(limitUsd), choice, edits).map(({ message }) => message);

test('the limit of a run is raised to more than it is', () => {
  const more = ['Must be more than 2, which is what the run may cost now.'];
  for (const edits of [null, {}, { maxCostUsd: 1 }, { maxCostUsd: 2 }]) expect(wrong(2, edits)).toEqual(more);
  expect(wrong(2, { maxCostUsd: 3 })).toEqual([]);
  expect(wrong(2, null, 'STOP')).toEqual([]);
});

test('a budget in the way of a run is raised elsewhere, and no limit that is sent is taken without effect', () => {
  for (const edits of [null, {}]) expect(wrong(null, edits)).toEqual([]);
  expect(wrong(null, { maxCostUsd: 3 })).toEqual([expect.stringContaining('raise that with setBudget')]);
});
