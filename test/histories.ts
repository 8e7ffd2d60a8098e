import type { Temporal } from '../src/platform/temporal.ts';

/** Every event of every run in the namespace as text, with all payloads decoded: what anyone with access could read. */
export async function decodedHistories({ client }: Temporal): Promise<string> {
  const texts: string[] = [];
  for await (const { workflowId, runId } of client.workflow.list()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    texts.push(JSON.stringify(history, decodePayload));
  }
  return texts.join('\n');
}

/** A payload's `data` is base64 in JSON; a search in that would find nothing, and be glad of it. */
const decodePayload = (key: string, value: unknown): unknown =>
  key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString() : value;
