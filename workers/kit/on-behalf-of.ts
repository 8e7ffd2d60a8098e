import * as z from 'zod';

/** An end user of the caller: what is done for them has the label `onBehalfOf`, and counts against their quotas. */
export const onBehalfOf = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'Must not have control characters.')
  .describe('For which of your users, as you call them: an id, rather than a name. Their quotas count.');

/** The label by which their runs, costs and quotas are found. */
export const onBehalfOfLabel = 'onBehalfOf';
