import * as z from 'zod';
import { definePrompt } from '../src/platform/ai/prompt.ts';

/** What a model is told that makes a picture of words. */
export const imageGenerationPrompt = definePrompt({
  name: 'image-generation',
  text: `{{wanted}}

{{look}}`,
  variables: z.object({
    wanted: z.string().max(4000).describe('What the picture shall show, in the words of whoever wants it.'),
    look: z.string().max(600).describe('How it shall look, in a sentence; empty: as the model likes.'),
  }),
});
