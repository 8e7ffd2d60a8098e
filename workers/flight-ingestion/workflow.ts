import { implementWorkflow } from '../kit/workflow.ts';
import { flightIngestion } from './contract.ts';

export const flightIngestionWorkflow = implementWorkflow(flightIngestion, async ({ input, activities, cleanup }) => {
  cleanup(() => activities.discard());
  const listing = await activities.list(input);
  const { parts } = await activities.read({ listing, sensorWidthMm: input.sensorWidthMm });
  return activities.check({ ...input, listing, parts });
});
