import { readFile } from 'node:fs/promises';
import { SettingsError } from '../src/platform/env.ts';
import { reasonOf } from '../src/platform/reason-of.ts';

/** Where the map of its sources begins, which is at its end; Temporal refuses what has none. */
const map = '//# sourceMappingURL=data:';

/** The workflow bundle that WORKFLOW_BUNDLE is the path of. Throws SettingsError. */
export async function readBundle(path: string): Promise<string> {
  const code = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new SettingsError(`WORKFLOW_BUNDLE: It cannot be read: ${reasonOf(error)}. ${advice}`, { cause: error });
  });
  if (!code.includes(map)) throw new SettingsError(`WORKFLOW_BUNDLE: ${path} is not a whole bundle. ${advice}`);
  return code;
}

const advice = '`npm run build` makes one, dist/workflow-bundle.cjs; without the variable, workers bundle themselves.';
