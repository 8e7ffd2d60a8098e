import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

const stack = useStack({ fixtures: true });
const labels = [{ key: 'survey', value: 'dunes' }];
const parts = 'children { edges { node { workflowId workflow status labels { key value } } } }';

interface Parts {
  children: { edges: { node: { workflowId: string; status: string } }[] };
}
const run = async (behaviour: string) => {
  const name = randomUUID();
  return { name, parent: await stack.start('probe', { name, behaviour }, { labels }) };
};
const partsOf = async (id: string) => {
  const { data } = await stack.graphql(`query($id: ID!) { run(id: $id) { ${parts} } }`, { id });
  return (data!['run'] as Parts).children.edges.map(({ node }) => node);
};

test('a run has another as a part of it, beside the same work alone, and goes on with its result', async () => {
  const { name, parent } = await run('RUN_ANOTHER');
  const alone = await stack.start('noop', { name });
  expect(await parent.end()).toMatchObject({ status: 'COMPLETED', resultJson: { word: name } });
  expect(await alone.end()).toMatchObject({ status: 'COMPLETED' });
  const [part, ...more] = await waitFor('it in the list', async () => {
    const found = await partsOf(parent.id);
    return found[0]?.status === 'COMPLETED' && found;
  });
  expect(more).toEqual([]);
  expect(part).toMatchObject({ workflow: 'noop', labels });
  expect(part!.workflowId).toMatch(new RegExp(`^noop-${name}-of-[0-9a-f-]{36}$`));
});

test('what a part fails of is what the run fails of', async () => {
  const { parent } = await run('RUN_ONE_THAT_FAILS');
  expect(await parent.end()).toMatchObject({
    status: 'FAILED',
    failure: { code: 'TOLD_TO_FAIL', message: 'It was told to fail.', step: 'act' },
  });
});

test('a part is cancelled with the run', async () => {
  const { parent } = await run('RUN_A_LONG_ONE');
  await waitFor('the part', async () => (await partsOf(parent.id)).length === 1);
  await parent.cancel();
  expect(await parent.end()).toMatchObject({ status: 'CANCELED' });
  await waitFor('its end', async () => (await partsOf(parent.id))[0]!.status === 'CANCELED');
});
