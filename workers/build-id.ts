import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';

/**
 * What tells versions of workflow code apart where BUILD_ID says nothing: a hash of the bundle. It changes when workflow code
 * does, and not with activities.
 */
export async function buildIdOf(bundle: WorkflowBundleWithSourceMap | { codePath: string }): Promise<string> {
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath);
  return `workflows-${createHash('sha256').update(code).digest('hex').slice(0, 12)}`;
}
