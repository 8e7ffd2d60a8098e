import { implementWorkflow } from '../kit/workflow.ts';
import { imageGeneration } from './contract.ts';
import { makePictures } from './workflow/make-pictures.ts';

export const imageGenerationWorkflow = implementWorkflow(imageGeneration, async (context) => {
  const { input, activities, cleanup, fail } = context;
  cleanup(() => activities.discard());
  const screened = await activities.screen(input);
  const { fit, missing } = await makePictures(context, screened);
  const [first] = missing;
  if (fit.length === 0)
    return fail((first?.code ?? 'NO_BACKEND') as 'NO_BACKEND', first?.message ?? 'Nothing was made.');
  // What was paid for stays in the gallery once it is there; what is not goes.
  cleanup(async (failure) => {
    if (failure) await activities.withdraw({ input, ids: fit.map(({ id }) => id) });
  });
  const images = await activities.store({ input, wanted: screened.wanted, pictures: fit });
  return { images, missing };
});
