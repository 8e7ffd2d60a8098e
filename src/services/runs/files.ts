import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import type { Log } from '../../platform/log.ts';
import type { Storage } from '../../platform/storage.ts';
import { shownFiles, type ShownFile } from '../approvals/shown-files.ts';
import { shownObjects } from '../approvals/shown-objects.ts';
import type { Run } from './run.ts';

/** The files that the input or the result of a run names, with links for so many seconds. */
export type RunFiles = (run: Run, part: 'input' | 'result', seconds: number) => Promise<ShownFile[]>;

export function createRunFiles(
  { storage, log }: { storage: Pick<Storage, 'head' | 'link'>; log: Log },
  contracts: readonly WorkflowContract[],
): RunFiles {
  const byName = new Map(contracts.map((contract) => [contract.name, contract]));
  return async (run, part, seconds) => {
    const contract = byName.get(run.workflow);
    if (!contract) return []; // nobody has said what of it is a file
    const value = part === 'input' ? await run.input() : (await run.outcome())?.result;
    return shownFiles(shownObjects(contract[part], value), { storage, log, seconds });
  };
}
