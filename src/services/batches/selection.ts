import * as z from 'zod';
import { bucket, objectPrefix } from '../../../workers/kit/objects.ts';
import { GlobError, globMatcher } from '../../platform/glob.ts';

const longestGlob = 200;

/** Objects of a bucket, by where they are and what they are called. */
export const selection = z.object({
  bucket,
  prefix: objectPrefix.optional().describe('What their keys begin with. Default: anything.'),
  glob: z
    .string()
    .check(({ value, issues }) => {
      const message = globProblem(value);
      if (message) issues.push({ code: 'custom', input: value, message });
    })
    .optional()
    .describe(
      'What the rest of their keys looks like: `*` is part of one name, `**` any folders, `?` one character, `[ab]` one of them, `{a,b}` ' +
        'either. `**/*.{jpg,png}` are JPEG and PNG files in all folders. Default: anything.',
    ),
});
export type Selection = z.output<typeof selection>;

function globProblem(glob: string): string | undefined {
  if (glob === '' || glob.length > longestGlob) return `Must have 1 to ${longestGlob} characters.`;
  try {
    globMatcher(glob);
  } catch (error) {
    if (error instanceof GlobError) return error.message;
    throw error;
  }
}
