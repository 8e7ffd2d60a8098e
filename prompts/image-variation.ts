import * as z from 'zod';
import { definePrompt } from '../src/platform/ai/prompt.ts';

/** What a model is told that makes another picture like one that it is given. */
export const imageVariationPrompt = definePrompt({
  name: 'image-variation',
  text: `Make another picture of what this one shows: the same subject and mood, seen anew, with another composition. It was made of these words: {{wanted}}

{{look}}`,
  variables: z.object({
    wanted: z.string().max(4000).describe('What the picture shows.'),
    look: z.string().max(600).describe('How it shall look, in a sentence; empty: as the one that is given.'),
  }),
});
