import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, inject } from 'vitest';

const fileOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Call at the top of a test file, before its stack: the product's workflows, which sleep a sixtieth of the time. */
export function useQuickWorkflows(): { env: Record<string, string> } {
  const used = { env: {} as Record<string, string> };
  beforeAll(async () => {
    const { code } = await bundleWorkflowCode({
      workflowsPath: fileOf('../workers/workflows.ts'),
      workflowInterceptorModules: [
        fileOf('../workers/kit/workflow/interceptors.ts'),
        fileOf('fixtures/quick-timers.ts'),
      ],
      logger: new DefaultLogger('ERROR'),
    });
    const bundle = path.join(inject('logFolder'), `quick-${randomUUID()}.cjs`);
    await writeFile(bundle, code);
    used.env['WORKFLOW_BUNDLE'] = bundle;
  });
  return used;
}
