import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { isBackfillName } from '../workers/kit/backfill/contract.ts';
import { isBatchName } from '../workers/kit/batch/contract.ts';
import { decodeRunId } from '../src/services/runs/run-id.ts';
import type { TestRun } from './graphql-client.ts';
import { replay, toRecorded } from './replay.ts';
import type { Stack } from './stack.ts';
import { workflowFolder } from './workflow-folder.ts';
import { processEnv } from '../src/platform/env.ts';

const workers = fileURLToPath(new URL('../workers/', import.meta.url));

/**
 * Call in a test named "the history of ..." once its run has ended. It replays the run's history, so that code which does not do the same
 * twice is found at once. Under `npm run record:history` it also writes `histories/<name>.json`, which from then on
 * every later version of the workflow has to be able to replay. `runId`: of another execution than the first.
 */
export async function keepHistory({ temporal }: Stack, run: TestRun, name: string, runId?: string): Promise<void> {
  const { workflowId, first } = decodeRunId(run.id)!;
  const handle = temporal.client.workflow.getHandle(workflowId, runId ?? first);
  const history = toRecorded(await handle.fetchHistory());
  const { type } = await handle.describe();
  const workflow = kitNameOf(type) ?? type;
  const { product, fixtures } = inject('bundles');
  const codePath = workflowFolder(workflow).includes('fixtures') ? fixtures : product;
  const wrong = await replay({ codePath }, history, workflowId);
  if (wrong) throw new Error(`The history of this very run does not replay: ${wrong}`);
  if (processEnv()['RECORD_HISTORY'] !== workflow) return;
  const folder = path.join(workers, workflowFolder(workflow), 'histories');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(history, null, 2)}\n`);
}

const kitNameOf = (type: string) => (isBackfillName(type) ? 'backfill' : isBatchName(type) ? 'batch' : undefined);
