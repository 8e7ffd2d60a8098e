import * as z from 'zod';

/** What a model has seen in the photo. */
export const seen = z.object({
  description: z.string().describe('What the photo shows: the product, where it is, light, colours and mood.'),
  altText: z.string().describe('For people who cannot see it, in the language of the brand.'),
  quality: z.int32().describe('How fit it is to be posted, 0 to 100.'),
  problem: z.string().nullable().describe('Why it is not fit; null when nothing is wrong.'),
});

/** Something that people can read: spaces and marks that nobody sees are none. */
const readable = z
  .string()
  .regex(/[\p{L}\p{N}\p{Extended_Pictographic}]/u, 'Must have something to read.')
  .regex(/^[^\0]*$/, 'Must have no null character.');

export const post = {
  caption: readable.max(5000).describe('The text, without link and hashtags.'),
  hashtags: z
    .array(z.string().regex(/^[\p{L}\p{N}_]{1,100}$/u, 'Must have 1 to 100 letters, digits or _, and no #.'))
    .max(30)
    .describe('Without `#`.'),
  altText: readable.max(1000).describe('For people who cannot see the photo.'),
};
export const draft = z.object(post);

export const finding = z
  .object({
    code: z
      .enum([
        'LANGUAGE',
        'LENGTH',
        'HASHTAGS',
        'BANNED_WORD',
        'LINK',
        'MENTION',
        'ALT_TEXT',
        'SIMILAR_CAPTION',
        'SIMILAR_PHOTO',
        'QUALITY',
      ])
      .describe('What is wrong.'),
    message: z.string().describe('In a sentence.'),
  })
  .meta({ id: 'PostFinding', description: 'What is wrong with a post.' });
