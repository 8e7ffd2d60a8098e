import * as z from 'zod';
import { batchChoices, batchName } from '../../../workers/kit/batch/contract.ts';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { selectableOf } from '../batches/selectable.ts';

/** Something that a schedule can start. */
export interface Startable {
  /** Temporal workflow type. */
  name: string;
  description: string;
  taskQueue: string;
  input: z.ZodObject;
  /** Whose work it is: who may start that workflow may schedule this. */
  contract: WorkflowContract;
  /** Whether it is a batch, whose input says what to `select`. */
  selects: boolean;
}

/** Everything that a schedule can start in a deployment of these contracts: runs, and batches of what matches when they are due. */
export const startablesOf = (contracts: readonly WorkflowContract[]): readonly Startable[] =>
  contracts.flatMap((contract) => [alone(contract), ...inBatches(contract)]);

const alone = (contract: WorkflowContract): Startable => {
  const { name, description, taskQueue, input } = contract;
  return { name, description, taskQueue, input: input as z.ZodObject, contract, selects: false };
};

function inBatches(contract: WorkflowContract): Startable[] {
  const selectable = selectableOf(contract);
  if (!selectable) return [];
  const { name, description, taskQueue } = contract;
  return [
    {
      name: batchName(name),
      description: `For all objects that match when it is due: ${description} What has been done before is skipped.`,
      taskQueue,
      input: z
        .object({ select: selectable.select, ...batchChoices.shape })
        .describe('What to do for the objects that match when it is due. Where none does, there is nothing to do.'),
      contract,
      selects: true,
    },
  ];
}
