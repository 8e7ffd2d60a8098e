import { implementWorkflow } from '../../../workers/kit/workflow.ts';
import { beating as contract } from './contract.ts';

export const beating = implementWorkflow(contract, ({ input: { count, everyMs }, activities }) =>
  activities.beat({ count, everyMs }),
);
