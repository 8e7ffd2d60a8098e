import { createHash } from 'node:crypto';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** The trace of a run: what Langfuse's own `createTraceId` makes of the run's first execution run id, without waiting. */
export const traceIdOf = (firstRunId: string) => hash(firstRunId).slice(0, 32);

/** The span of whatever this names, the same in every process. */
export const spanIdOf = (...names: readonly (string | number)[]) => hash(names.join('/')).slice(0, 16);
