import * as z from 'zod';
import { insteadOf } from '../../input-words.ts';
import { choices, choiceTexts, allLabelsIssues, scheduleName } from '../definition.ts';
import { overlaps, overlapTexts } from '../schedule.ts';
import type { Startable } from '../startables.ts';

/** A file has at most so many. */
export const mostDeclared = 10_000;

/** One member has to be there, which is what `oneOf` is in GraphQL. */
const actionOf = (startables: readonly Startable[]) =>
  z
    .looseObject(
      Object.fromEntries(startables.map(({ name, description, input }) => [name, described(input, description)])),
    )
    .refine((action) => Object.keys(action).length === 1, {
      error: `Must name one thing to start, and no other: ${startables.map(({ name }) => name).join(', ')}.`,
    })
    .meta({
      description: 'What it starts, and with which input.',
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
    });

const described = (input: z.ZodObject, description: string) =>
  input.describe(description).optional().describe(description);

const scheduleOf = (startables: readonly Startable[]) =>
  choices
    .omit({ remainingActions: true }) // counts down by itself, so no file could say what it is
    .extend({
      action: actionOf(startables),
      overlap: choices.shape.overlap.describe(
        `${choiceTexts.overlap} ${overlaps.map((overlap) => `${overlap}: ${overlapTexts[overlap]}`).join(' ')}`,
      ),
      paused: choices.shape.paused
        .removeDefault()
        .optional()
        .describe('Whether times pass without a run. Left out: it begins running, and people pause and resume it.'),
      note: choices.shape.note
        .removeDefault()
        .optional()
        .describe(`${choiceTexts.note} Left out: what people say of it stays.`),
      adopt: z
        .boolean()
        .default(false)
        .describe('Takes over a schedule of this name that people or another file have made.'),
    })
    .superRefine(({ labels }, context) => {
      for (const issue of allLabelsIssues({ labels })) context.addIssue({ code: 'custom', ...issue });
    })
    .refine(({ paused, pauseOnFailure }) => !(pauseOnFailure && paused === false), {
      path: ['paused'],
      error: 'Leave it out: with false, what pauseOnFailure has paused would be resumed within a minute.',
    })
    .describe('A schedule.');

/** What a file of schedules may say, in a deployment that can start these. */
export const fileTypeOf = (startables: readonly Startable[]) =>
  z.object({
    owner: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, {
        error: 'Must be 1 to 63 letters, digits, ".", "_" or "-", the first a letter or digit.',
      })
      .describe(
        'The name of this file. What was made from a file is known by it; no two files in a namespace may share one.',
      ),
    schedules: z
      .record(scheduleName, scheduleOf(startables), {
        error: insteadOf('Must be schedules by their names; {} when there are none.'),
      })
      .refine((schedules) => Object.keys(schedules).length <= mostDeclared, {
        error: `Must not be more than ${mostDeclared}.`,
      })
      .describe('Every schedule of this file by its name. One that is no longer here is deleted.'),
  });

/** The same for editors, as a JSON schema: what a field is, what it may be, and that there are no others. */
export function fileSchemaOf(startables: readonly Startable[]) {
  const { $defs = {}, ...schema } = z.toJSONSchema(fileTypeOf(startables).meta({ title: 'Schedules of Tempograph' }), {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      if (def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      // Beside a reference it would refuse every field: what is referred to says it.
      if (def.type === 'object' && !def.catchall && !jsonSchema.$ref) jsonSchema.additionalProperties ??= false;
    },
  });
  // By name, as zod's order is that of their first use, which another workflow would change.
  const sorted = Object.entries($defs).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...schema, $defs: Object.fromEntries(sorted) };
}
export type FileSchema = ReturnType<typeof fileSchemaOf>;
