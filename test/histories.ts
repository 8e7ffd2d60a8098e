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

/** Payloads are bytes; a search in their base64 would find nothing, and be glad of it. */
function decodePayload(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  const bytes = value as { type?: unknown; data?: unknown } | null;
  if (bytes?.type === 'Buffer' && Array.isArray(bytes.data)) return Buffer.from(bytes.data as number[]).toString();
  return value;
}
