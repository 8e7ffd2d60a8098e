import { isUuid } from '../uuid.ts';

/** Names one run for as long as Temporal remembers it: across retries, continue-as-new and resets. */
export interface RunKey {
  /** The run id of the chain's first execution. */
  first: string;
  workflowId: string;
}

/** Temporal's own limit on ids (`limit.maxIDLength`). To a longer one it answers as if it were away. */
const longestWorkflowId = 1000;
const uuidLength = 36;
/** Base64 of the longest, if each of its characters takes 4 bytes. */
const longestId = Math.ceil(((uuidLength + 4 * longestWorkflowId) * 4) / 3);

/** The opaque id of the API. */
export const encodeRunId = ({ first, workflowId }: RunKey) => Buffer.from(first + workflowId).toString('base64url');

/** Null when the text is not a run's id at all. */
export function decodeRunId(id: string): RunKey | null {
  if (id.length > longestId) return null;
  const text = Buffer.from(id, 'base64url').toString();
  const key = { first: text.slice(0, uuidLength), workflowId: text.slice(uuidLength) };
  // PostgreSQL, which Temporal may keep runs in, takes no null bytes.
  const length = key.workflowId.includes('\0') ? 0 : key.workflowId.length;
  const possible = isUuid(key.first) && length > 0 && length <= longestWorkflowId;
  return possible && encodeRunId(key) === id ? key : null;
}
