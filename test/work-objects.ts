import { decodeRunId } from '../src/services/runs/run-id.ts';
import type { Stack } from './stack.ts';

/** Keys of what a run keeps for its activities. */
export async function workObjects({ storage }: Pick<Stack, 'storage'>, run: { id: string }): Promise<string[]> {
  const prefix = `work/${decodeRunId(run.id)!.first}/`;
  const keys: string[] = [];
  for await (const page of storage.list({ bucket: storage.workBucket, prefix }))
    keys.push(...page.map(({ key }) => key));
  return keys;
}
