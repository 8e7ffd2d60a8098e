import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, inject } from 'vitest';

const usual = 'const itemsPerExecution = 500';

/** Call at the top of a test file, before its stack: the fixtures, whose batches go on in a new execution after so many items. */
export function useShortExecutions(items: number): { env: Record<string, string> } {
  const used = { env: {} as Record<string, string> };
  beforeAll(async () => {
    const code = await readFile(inject('bundles').fixtures, 'utf8');
    if (!code.includes(usual)) throw new Error(`There is no ${usual} in the bundle: say here what there is now.`);
    const bundle = path.join(inject('logFolder'), `short-${randomUUID()}.cjs`);
    await writeFile(bundle, code.replace(usual, `const itemsPerExecution = ${items}`));
    used.env['WORKFLOW_BUNDLE'] = bundle;
  });
  return used;
}
