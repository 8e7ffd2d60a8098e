import * as z from 'zod';
import { definePrompt } from '../src/platform/ai/prompt.ts';

/** What a model is told that changes a picture. */
export const imageEditPrompt = definePrompt({
  name: 'image-edit',
  text: `Change this picture as follows, and leave everything else in it as it is: {{wanted}}

{{look}}`,
  variables: z.object({
    wanted: z.string().max(4000).describe('What shall change, in the words of whoever wants it.'),
    look: z.string().max(600).describe('How it shall look, in a sentence; empty: as it does.'),
  }),
});
