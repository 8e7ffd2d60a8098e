import type { Settings } from '../env.ts';
import type { Log } from '../log.ts';
import { reasonOf } from '../reason-of.ts';
import { langfuseProject } from './langfuse-project.ts';
import { traceIdOf } from './trace-ids.ts';

const askEveryMs = 60_000;

/** The page of Langfuse about a run; null when nothing is traced. */
export type TraceLink = (firstRunId: string) => string | null;

/** The page about a run, by way of a redirect; null when nothing is traced. Langfuse need not be asked for it. */
export const traceRedirect = (langfuse: Settings['langfuse'], firstRunId: string): string | null =>
  langfuse ? `${langfuse.baseUrl}/trace/${traceIdOf(firstRunId)}` : null;

/** Makes links to traces. It never waits for Langfuse: until that has said which project the keys are of, a link leads there by way of a redirect. */
export function createTraceLink(langfuse: Settings['langfuse'], log: Log): TraceLink {
  if (!langfuse) return () => null;
  let project: string | undefined;
  let askedAt = -Infinity;
  const ask = async () => {
    project = (await langfuseProject(langfuse))?.id;
  };
  return (firstRunId) => {
    if (project === undefined && performance.now() - askedAt > askEveryMs) {
      askedAt = performance.now();
      ask().catch((error: unknown) =>
        log.debug({ reason: reasonOf(error) }, 'Langfuse does not say which project it is'),
      );
    }
    return project === undefined
      ? traceRedirect(langfuse, firstRunId)
      : `${langfuse.baseUrl}/project/${encodeURIComponent(project)}/traces/${traceIdOf(firstRunId)}`;
  };
}
