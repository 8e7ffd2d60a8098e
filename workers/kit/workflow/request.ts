import { defaultPayloadConverter, workflowInfo, type Headers } from '@temporalio/workflow';
import { requestHeader, requestId, requestMemoKey } from '../wire/request.ts';

let inherited: string | undefined;

/** Takes over what was sent by the run above, or by the execution before. To be called before the workflow begins. */
export function inheritRequest(headers: Headers): void {
  const payload = headers[requestHeader];
  inherited = requestId.safeParse(payload && defaultPayloadConverter.fromPayload(payload)).data;
}

/** The request that this run was started by, or the run above it; a schedule's have none. */
const ownRequest = () => inherited ?? requestId.safeParse(workflowInfo().memo?.[requestMemoKey]).data;

/** Sends it along with what is started. */
export function withRequest<T extends { headers: Headers }>(input: T): T {
  const request = ownRequest();
  if (request === undefined) return input;
  return { ...input, headers: { ...input.headers, [requestHeader]: defaultPayloadConverter.toPayload(request) } };
}
