import type { TypedDocumentString } from '../operations/generated.ts';
import { failureOf, unanswered, unreachable, type ApiFailure } from './failure.ts';
import { authorization } from './session.ts';

interface Answer<Result> {
  data?: Result | null;
  errors?: { message: string; extensions?: { code?: unknown } }[];
}

/** Sends a query or mutation. Throws ApiFailure. */
export const ask = <Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> => askText<Result>(document.toString(), variables as object, signal);

/** The same for a text that was made here, of what the schema says. */
export async function askText<Result>(query: string, variables: object, signal?: AbortSignal): Promise<Result> {
  const changes = /^\s*mutation\b/.test(query);
  const answer = await post<Result>({ query, variables }, changes ? unanswered : unreachable, signal);
  if (answer.errors?.length || !answer.data) throw failureOf(answer.errors ?? []);
  return answer.data;
}

/** `lost` says what it means that nobody has answered. */
async function post<Result>(body: object, lost: () => ApiFailure, signal?: AbortSignal): Promise<Answer<Result>> {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization() },
      body: JSON.stringify(body),
      signal,
    });
    return (await response.json()) as Answer<Result>;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw lost(); // also where a proxy has answered in its stead, which is no JSON
  }
}
