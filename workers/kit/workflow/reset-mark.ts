import { getActivator } from '@temporalio/workflow/lib/global-attributes.js';

/**
 * Another one after the run was reset, at the same place in every replay: Temporal tells workflows of a reset only by giving
 * them new random numbers, and has no public name for that.
 */
export const resetMark = (): unknown => getActivator().randomnessSeed;
