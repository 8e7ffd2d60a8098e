import * as z from 'zod';
import type { Storage } from '../../src/platform/storage.ts';
import type { Temporal } from '../../src/platform/temporal.ts';
import { describe } from '../../src/services/runs/head.ts';
import { isClosed, toStatus } from '../../src/services/runs/status.ts';
import { implementActivities } from './activity.ts';
import { batch, batchItem, type ItemStatus } from './batch-contract.ts';

const pageContent = z.array(batchItem);

/** Questions to Temporal at a time. */
const atOnce = 10;

/** What a batch asks of the world besides running its items. */
export function createBatchActivities({ storage, temporal }: { storage: Storage; temporal: Temporal }) {
  async function statusOf(id: string): Promise<ItemStatus> {
    const info = (await describe(temporal, id))?.workflowExecutionInfo;
    if (!info) return 'UNKNOWN';
    const status = toStatus(info.status);
    if (!isClosed(status)) return 'RUNNING';
    return status === 'COMPLETED' ? status : 'ENDED';
  }

  return implementActivities(batch, {
    async page({ prefix, page }, { signal }) {
      const bytes = await storage.read(storage.own(`${prefix}/${page}.json`), { signal });
      return { items: pageContent.parse(JSON.parse(bytes.toString())) };
    },

    async look({ ids }) {
      const statuses: ItemStatus[] = [];
      for (let from = 0; from < ids.length; from += atOnce) {
        statuses.push(...(await Promise.all(ids.slice(from, from + atOnce).map(statusOf))));
      }
      return { statuses };
    },
  });
}
