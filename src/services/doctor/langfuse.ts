import type { Settings } from '../../platform/env.ts';
import { langfuseProject, loadLangfuse } from '../../platform/ai/langfuse-project.ts';
import { ok, skipped, type Check } from './finding.ts';
import { stopwatch } from './stopwatch.ts';

/** Whether Langfuse takes what workers trace with. */
export const checkLangfuse = (langfuse: Settings['langfuse']): Check => ({
  name: 'langfuse',
  todo: `See that LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY are of one project at ${langfuse?.baseUrl}, which LANGFUSE_BASE_URL names.`,
  load: async () => langfuse && loadLangfuse(),
  async run() {
    if (!langfuse) return skipped('LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY are not set');
    const ms = stopwatch();
    const project = await langfuseProject(langfuse);
    return ok(`the keys are taken for the project ${project?.name ?? 'without a name'}, ${ms()}`);
  },
});
