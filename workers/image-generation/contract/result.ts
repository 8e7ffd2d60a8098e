import * as z from 'zod';
import { objectLocation, storedObject } from '../../kit/objects.ts';
import { backendName } from './input.ts';

/** A picture that was asked for and is not there. */
export const missing = z
  .object({
    position: z.int32().describe('Which of the pictures, from 0.'),
    code: z.string().describe('Why: a code that the run would have failed with.'),
    message: z.string().describe('In a sentence.'),
  })
  .meta({ id: 'MissingImage', description: 'A picture that was asked for and could not be made.' });

export const keptImage = z
  .object({
    id: z.uuid().describe('In the gallery: what `from` takes.'),
    position: z.int32().describe('Which of the pictures, from 0.'),
    output: storedObject.describe('The file.'),
    thumbnail: objectLocation.describe('A small one, as WebP.'),
    width: z.int32().describe('Pixels.'),
    height: z.int32().describe('Pixels.'),
    backend: backendName.nullable().describe('Who has made it; null: nobody was asked.'),
    model: z.string().nullable().describe('With which model.'),
    seed: z.int().nullable().describe('With which seed; null: who has made it takes none.'),
    duplicateOf: z
      .uuid()
      .nullable()
      .describe('Id of an earlier picture, of the same user of yours, that it looks like; null: of none.'),
    costUsd: z.number().nullable().describe('US dollars; null when the model has no price here.'),
  })
  .meta({ id: 'GeneratedFile', description: 'A picture that was made and stored.' });

export const imageGenerationResult = z.object({
  images: z.array(keptImage).describe('Those that are there, at least one.'),
  missing: z.array(missing).describe('Those that could not be made, where others could.'),
});
