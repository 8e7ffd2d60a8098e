import * as z from 'zod';
import { definePrompt } from '../src/platform/ai/prompt.ts';

/** What an image model is told that enhances a photograph. */
export const imageEnhancementPrompt = definePrompt({
  name: 'image-enhancement',
  text: `Enhance this photograph as a careful retoucher would: correct exposure, white balance and contrast, remove noise and haze, and bring out detail that is there. Keep what it shows, where everything is and who is in it exactly as they are. Add nothing, remove nothing, and put no text into it. {{wishes}}`,
  variables: z.object({ wishes: z.string().max(4000).describe('What is asked for besides, in whole sentences.') }),
});
