import * as z from 'zod';

/** What inputs call a brand. */
export const brandKey = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Must have 1 to 40 of a-z, 0-9 and -, and not begin with -.')
  .describe('Key of the brand.');
