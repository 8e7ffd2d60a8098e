import { expect, test } from 'vitest';
import { activityContext } from '../test/activity-context.ts';
import { probe } from '../test/fixtures/probe/contract.ts';
import type { Dependencies } from './kit/activity.ts';
import { loadActivities } from './load-activities.ts';
import { servedQueues } from './queues.ts';

const elsewhere = { ...probe, name: 'elsewhere', taskQueue: 'video' } as const;
const contracts = [probe, elsewhere];
const media = servedQueues(contracts, [{ name: 'media' }]);
const context = () => activityContext({ workKey: 'work/1' }).context;

/** Modules of both, whose activities say whose they are; and which have been loaded. */
function modules() {
  const loaded: string[] = [];
  const module = (contract: typeof probe | typeof elsewhere) => async () => {
    loaded.push(contract.name);
    const handler = () => Promise.resolve(contract.name);
    const handlers = Object.fromEntries(Object.keys(contract.activities).map((name) => [name, handler]));
    return { createActivities: () => ({ contract, handlers }) };
  };
  return { loaded, all: { probe: module(probe), elsewhere: module(elsewhere) } };
}

test('what comes to the queues is loaded, and all else once it is called', async () => {
  const { loaded, all } = modules();
  const [, later] = await loadActivities(all, contracts, media, {} as Dependencies);
  expect(loaded).toEqual(['probe']);
  expect(Object.keys(later!.handlers)).toEqual(Object.keys(probe.activities));
  const calls = [later!.handlers['act']!({}, context()), later!.handlers['prepare']!({}, context())];
  expect(await Promise.all(calls)).toEqual(['elsewhere', 'elsewhere']);
  expect(loaded).toEqual(['probe', 'elsewhere']);
});

test('a workflow without a module has no activities, which the worker refuses', async () => {
  const { all } = modules();
  const implemented = await loadActivities({ probe: all.probe }, contracts, media, {} as Dependencies);
  expect(implemented.map(({ contract }) => contract.name)).toEqual(['probe']);
});
