import type { Temporal } from '../../../platform/temporal.ts';
import type { DeclaredFile } from './read-file.ts';

/** What no two processes may do at once: apply the files of an owner. */
export const lockNameOf = ({ owner }: DeclaredFile, { namespace }: Pick<Temporal, 'namespace'>) =>
  `tempograph schedules of ${owner} in ${namespace}`;
