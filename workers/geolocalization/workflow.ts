import { implementWorkflow } from '../kit/workflow.ts';
import { geolocalization } from './contract.ts';

export const geolocalizationWorkflow = implementWorkflow(geolocalization, async ({ input, activities, cleanup }) => {
  const inspection = await activities.inspect(input);
  cleanup(() => activities.discard());
  const { near, groundSamplingDistance } = input;
  const search = await activities.search({ inspection, near, groundSamplingDistance });
  return activities.store({ inspection, search });
});
