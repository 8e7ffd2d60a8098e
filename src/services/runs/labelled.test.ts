import { expect, test } from 'vitest';
import { createRunsClient, unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';

const stack = useStack({ fixtures: true });
const { read, list } = createRunsClient(stack);

test('a run has the labels that its contract derives from the input, beside those of its start, and is found by them', async () => {
  const [mark, name] = [unique("spring's"), unique('labelled')];
  const team = { key: 'team', value: 'press' };
  const given = [team, { key: 'mark', value: mark }];
  const run = await stack.start('noop', { name, mark }, { labels: [team] });
  await run.end();
  expect(await read(run.id, 'labels { key value }')).toEqual({ labels: given });
  // One that was started with it already has it once.
  const twice = await stack.start('noop', { name: unique('labelled'), mark }, { labels: given });
  await twice.end();
  expect(await read(twice.id, 'labels { key value }')).toEqual({ labels: given });
  await waitFor('both in the list', async () => {
    const { page } = await list({ filter: { label: { key: 'mark', value: mark } } });
    return page?.edges.length === 2;
  });
});
