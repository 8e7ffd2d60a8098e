import * as z from 'zod';

export const problem = z
  .object({
    code: z
      .enum([
        'INVALID_POINT',
        'DUPLICATE_POINT',
        'UNKNOWN_CRS',
        'UNMATCHED_POINT',
        'AMBIGUOUS_POINT',
        'UNUSABLE_IMAGE',
        'UNREADABLE_IMAGE',
        'NOT_FOUND_IN_RASTER',
      ])
      .describe('What is wrong.'),
    key: z.string().nullable().describe('The image; null where it is a control point.'),
    message: z.string().describe('In a sentence.'),
  })
  .meta({ id: 'AccuracyProblem', description: 'What could not be measured, and why.' });
export type AccuracyProblem = z.output<typeof problem>;
