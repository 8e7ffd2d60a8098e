import type { Settings } from '../env.ts';

const requestSeconds = 5;

/** The first use of its SDK takes a while, in which nothing else is done. */
export const loadLangfuse = () => import('@langfuse/client');

/** Asks Langfuse which project the keys are of. Throws for keys that it does not take. */
export async function langfuseProject(
  langfuse: NonNullable<Settings['langfuse']>,
): Promise<{ id: string; name: string } | undefined> {
  const { LangfuseClient } = await loadLangfuse();
  const { api } = new LangfuseClient(langfuse);
  const { data } = await api.projects.get({ timeoutInSeconds: requestSeconds, maxRetries: 0 });
  return data[0];
}
