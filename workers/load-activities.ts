import type { Dependencies, ImplementedActivities } from './kit/activity.ts';
import type { WorkflowContract } from './kit/contract.ts';
import { contractsOn, type ServedQueue } from './queues.ts';

/** `activities.ts` in the folder of a workflow. */
interface ActivitiesModule {
  createActivities: (dependencies: Dependencies) => ImplementedActivities;
}
/** Loads the modules, by the names of their workflows. */
export type ActivitiesModules = Readonly<Record<string, () => Promise<ActivitiesModule>>>;

/**
 * The activities of these contracts. Those that come to the queues are loaded now, all others when the first of them is called: runs
 * that have begun before a workflow went to another queue, and schedules that know the one before, still come to the old one.
 */
export async function loadActivities(
  modules: ActivitiesModules,
  contracts: readonly WorkflowContract[],
  queues: readonly ServedQueue[],
  dependencies: Dependencies,
): Promise<ImplementedActivities[]> {
  const expected = contractsOn(queues, contracts);
  const all = contracts.map(async (contract) => {
    const load = modules[contract.name];
    if (!load) return []; // which is refused, with a name for each
    const create = async () => (await load()).createActivities(dependencies);
    return expected.includes(contract) ? await create() : loadedLater(contract, create);
  });
  return (await Promise.all(all)).flat();
}

function loadedLater(contract: WorkflowContract, create: () => Promise<ImplementedActivities>): ImplementedActivities {
  let loaded: Promise<ImplementedActivities> | undefined;
  const handlers = Object.keys(contract.activities).map((name) => {
    const handler: ImplementedActivities['handlers'][string] = async (input, context) => {
      const { handlers: made } = await (loaded ??= create());
      return made[name]!(input, context);
    };
    return [name, handler] as const;
  });
  return { contract, handlers: Object.fromEntries(handlers) };
}
