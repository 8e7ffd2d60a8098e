import * as z from 'zod';
import type { Storage } from '../../src/platform/storage.ts';
import type { Temporal } from '../../src/platform/temporal.ts';
import { describe } from '../../src/services/runs/head.ts';
import { isClosed, toStatus } from '../../src/services/runs/status.ts';
import { implementActivities } from './activity.ts';
import { batch, batchItem } from './batch-contract.ts';

const pageContent = z.array(batchItem);

/** What a batch asks of the world besides running its items. */
export const createBatchActivities = ({ storage, temporal }: { storage: Storage; temporal: Temporal }) =>
  implementActivities(batch, {
    async page({ prefix, page }, { signal }) {
      const bytes = await storage.read({ bucket: storage.workBucket, key: `${prefix}/${page}.json` }, { signal });
      return { items: pageContent.parse(JSON.parse(bytes.toString())) };
    },

    async look({ id }) {
      const info = (await describe(temporal, id))?.workflowExecutionInfo;
      if (!info) return { status: 'UNKNOWN' as const };
      const status = toStatus(info.status);
      if (!isClosed(status)) return { status: 'RUNNING' as const };
      return { status: status === 'COMPLETED' ? status : ('ENDED' as const) };
    },
  });
