import * as z from 'zod';

const metres = z.number();
const edition = z.enum(['ASPRS_2014', 'ASPRS_2023']);
const length = z.number().positive().max(100_000);
export const accuracyClass = z
  .object({
    edition: edition
      .default('ASPRS_2023')
      .describe(
        'ASPRS Positional Accuracy Standards for Digital Geospatial Data: Edition 1 of 2014, or Edition 2 of 2023.',
      ),
    horizontalCm: length.optional().describe('Horizontal class in centimetres; without it, the plane is not judged.'),
    verticalCm: length.optional().describe('Vertical class in centimetres; without it, heights are not judged.'),
    surveyHorizontalCm: z
      .number()
      .min(0)
      .max(100_000)
      .default(0)
      .describe('Horizontal RMSE of the reference itself in centimetres. Edition 2 counts it, Edition 1 does not.'),
    surveyVerticalCm: z.number().min(0).max(100_000).default(0).describe('Vertical RMSE of the reference, likewise.'),
  })
  .refine(({ horizontalCm, verticalCm }) => horizontalCm !== undefined || verticalCm !== undefined, {
    path: ['horizontalCm'],
    error: 'Say horizontalCm, verticalCm, or both.',
  })
  .meta({ id: 'AccuracyClass', description: 'An accuracy class of ASPRS.' });

const outcome = z
  .enum(['MET', 'NOT_MET', 'INCONCLUSIVE'])
  .meta({ id: 'AccuracyOutcome' })
  .describe('INCONCLUSIVE: with too few points, or with images of which nothing is known, there is no telling.');

const judgement = z
  .object({
    outcome,
    measured: metres.nullable().describe('What is compared with the class; null without points.'),
    limit: metres.describe('The class.'),
    reasons: z.array(z.string()).describe('Why, each in a sentence.'),
  })
  .meta({ id: 'AccuracyJudgement', description: 'Whether a class is met, in metres.' });

export const verdict = z
  .object({
    edition: edition.describe('By which edition.'),
    outcome: outcome.describe('The worse of the two.'),
    horizontal: judgement.nullable().describe('Null where no class was asked for.'),
    vertical: judgement.nullable().describe('Null where no class was asked for.'),
  })
  .meta({ id: 'AccuracyVerdict', description: 'Whether the accuracy class is met.' });
