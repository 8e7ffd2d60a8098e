import type { temporal } from '@temporalio/proto';
import type { BackfillAction } from '../../../../workers/kit/backfill/contract.ts';
import { InvalidInputError } from '../../../errors.ts';
import type { Temporal } from '../../../platform/temporal.ts';
import type { Description } from '../from-temporal.ts';

/** What a schedule starts, as it is now. Throws InvalidInputError for what this deployment cannot start. */
export async function actionOf(
  temporal: Temporal,
  { schedule }: Description,
  startable: ReadonlySet<string>,
): Promise<BackfillAction> {
  const start = schedule?.action?.startWorkflow;
  const workflow = start?.workflowType?.name ?? '';
  if (!startable.has(workflow)) throw refusal(`It starts ${workflow}, which is no workflow of this deployment.`);
  const args = await temporal.decode(start?.input?.payloads);
  if (args.includes(undefined)) throw refusal('Its input was written by another program and cannot be read here.');
  return {
    workflow,
    taskQueue: start?.taskQueue?.name ?? '',
    workflowId: start?.workflowId ?? '',
    args,
    memo: await decodeAll(temporal, start?.memo?.fields),
    searchAttributes: Object.fromEntries(
      Object.entries(await decodeAll(temporal, start?.searchAttributes?.indexedFields)).map(([name, value]) => [
        name,
        [value as string | string[]].flat(),
      ]),
    ),
  };
}

type Fields = Record<string, temporal.api.common.v1.IPayload>;

async function decodeAll(temporal: Temporal, fields: Fields | null | undefined): Promise<Record<string, unknown>> {
  const names = Object.keys(fields ?? {});
  const values = await temporal.decode(Object.values(fields ?? {}));
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

const refusal = (message: string) => new InvalidInputError([{ path: ['id'], message }]);
