import { InvalidInputError } from '../../../src/errors.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import type { Temporal } from '../../../src/platform/temporal.ts';
import { prepareSelected } from '../../../src/services/batches/prepare.ts';
import { SelectionError } from '../../../src/services/batches/select.ts';
import { describe } from '../../../src/services/runs/head.ts';
import { isClosed, toStatus } from '../../../src/services/runs/status.ts';
import { implementActivities } from '../activity.ts';
import { batch, type ItemStatus } from './contract.ts';
import type { WorkflowContract } from '../contract.ts';
import { createManifestPage } from './manifest-page.ts';

/** Questions to Temporal at a time. */
const atOnce = 10;

interface BatchTools {
  storage: Storage;
  temporal: Temporal;
  /** The workflows that items may be of. */
  contracts: readonly WorkflowContract[];
}

/** What a batch asks of the world besides running its items. */
export function createBatchActivities({ storage, temporal, contracts }: BatchTools) {
  async function statusOf(id: string): Promise<ItemStatus> {
    const info = (await describe(temporal, id))?.workflowExecutionInfo;
    if (!info) return 'UNKNOWN';
    const status = toStatus(info.status);
    if (!isClosed(status)) return 'RUNNING';
    return status === 'COMPLETED' ? status : 'ENDED';
  }

  return implementActivities(batch, {
    async select({ workflow, ...asked }, { report, fail, signal }) {
      const contract = contracts.find(({ name }) => name === workflow);
      if (!contract) return fail('SELECTION_INVALID', `The workers of this queue know no workflow ${workflow}.`);
      const onListed = (done: number) => report({ done, unit: 'objects', message: 'Looking for objects that match' });
      try {
        return await prepareSelected(storage, contract, asked, { signal, onListed });
      } catch (error) {
        if (error instanceof SelectionError) return fail(error.reason, error.message);
        if (error instanceof InvalidInputError) return fail('SELECTION_INVALID', error.message);
        throw error;
      }
    },

    page: createManifestPage(storage),

    async look({ ids }) {
      const statuses: ItemStatus[] = [];
      for (let from = 0; from < ids.length; from += atOnce) {
        statuses.push(...(await Promise.all(ids.slice(from, from + atOnce).map(statusOf))));
      }
      return { statuses };
    },
  });
}
