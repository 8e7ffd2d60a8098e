/** Names one run for as long as Temporal remembers it: across retries, continue-as-new and resets. */
export interface RunKey {
  /** The run id of the chain's first execution. */
  first: string;
  workflowId: string;
}

const uuidLength = 36;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The opaque id of the API. */
export const encodeRunId = ({ first, workflowId }: RunKey) => Buffer.from(first + workflowId).toString('base64url');

/** Null when the text is not a run's id at all. */
export function decodeRunId(id: string): RunKey | null {
  const text = Buffer.from(id, 'base64url').toString();
  const key = { first: text.slice(0, uuidLength), workflowId: text.slice(uuidLength) };
  return uuid.test(key.first) && key.workflowId && encodeRunId(key) === id ? key : null;
}
