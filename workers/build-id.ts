import { createHash } from 'node:crypto';

/**
 * What tells versions of workflow code apart where BUILD_ID says nothing: a hash of the bundle. It changes when workflow code
 * does, and not with activities.
 */
export const buildIdOf = (bundle: string): string =>
  `workflows-${createHash('sha256').update(bundle).digest('hex').slice(0, 12)}`;
