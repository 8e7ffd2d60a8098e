import type * as z from 'zod';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';

/** Something that a schedule can start. */
export interface Startable {
  /** Temporal workflow type. */
  name: string;
  description: string;
  taskQueue: string;
  input: z.ZodObject;
  /** Whose work it is: who may start that workflow may schedule this. */
  contract: WorkflowContract;
}

/** Everything that a schedule can start in a deployment of these contracts. */
export const startablesOf = (contracts: readonly WorkflowContract[]): readonly Startable[] => contracts.map(alone);

const alone = (contract: WorkflowContract): Startable => {
  const { name, description, taskQueue, input } = contract;
  return { name, description, taskQueue, input: input as z.ZodObject, contract };
};
