import { reasonOf } from '../../platform/reason-of.ts';
import { ApiFailure, AwayError } from './failures.ts';

/** Where an API is, and who asks. */
export interface ApiTarget {
  /** Its address, without `/graphql`. */
  url: string;
  /** A key or token; null where nobody is asked for one. */
  key: string | null;
}

export interface Operation {
  query: string;
  variables: object;
}

/** Sends an operation. Throws AwayError, or ApiFailure for an answer that nobody need ask for again. */
export async function exchange(
  { url, key }: ApiTarget,
  operation: Operation,
  accept: 'application/json' | 'text/event-stream',
  signal: AbortSignal,
): Promise<Response> {
  const answer = await send();
  if (answer.status === 429 || [502, 503, 504].includes(answer.status)) throw await awayFrom(answer);
  if (answer.status >= 300 && answer.status < 400) {
    const location = answer.headers.get('location') ?? 'nowhere';
    throw new ApiFailure(
      'REDIRECTED',
      `${url} redirects to ${location}: set TEMPOGRAPH_URL to where the API itself is.`,
    );
  }
  return answer;

  async function send(): Promise<Response> {
    try {
      return await fetch(new URL('/graphql', url), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept,
          ...(key !== null && { authorization: `Bearer ${key}` }),
        },
        body: JSON.stringify(operation),
        redirect: 'manual', // a POST would become a GET, and a key might go elsewhere
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw awayBy(error);
    }
  }
}

/** What came of a connection that failed: fetch puts the reason into the cause. */
export function awayBy(error: unknown): AwayError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  return new AwayError(reasonOf(cause), { taken: !neverSent.has(code), cause: error });
}

/** Nobody has heard the question. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What a proxy says of an API that it does not reach, or an API that does not let it come so far. */
async function awayFrom(answer: Response): Promise<AwayError> {
  const { status, headers } = answer;
  const said = errorIn(await answer.text().catch(() => ''));
  const seconds = Number(headers.get('retry-after') ?? 0);
  return new AwayError(said?.message ?? `it answers with status ${status}`, {
    taken: !said && status !== 503 && status !== 429, // of a proxy that may have passed it on
    code: codeOf(said),
    pauseMs: Number.isFinite(seconds) ? seconds * 1000 : 0,
  });
}

const errorIn = (text: string): GraphqlError | undefined => {
  try {
    return (JSON.parse(text) as GraphqlAnswer<unknown>).errors?.[0];
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

interface GraphqlError {
  message: string;
  extensions?: { code?: unknown; issues?: readonly Issue[] };
}

const codeOf = (error: GraphqlError | undefined) => {
  const code = error?.extensions?.code;
  return typeof code === 'string' ? code : undefined;
};

export interface GraphqlAnswer<T> {
  data?: T | null;
  errors?: readonly GraphqlError[];
}

/** A field that is wrong. */
export interface Issue {
  path: readonly string[];
  message: string;
}

/** The data of an answer. Throws what it has of errors: AwayError for a server behind the API that does not answer, else ApiFailure. */
export function dataOf<T>({ data, errors }: GraphqlAnswer<T>): T {
  const [error] = errors ?? [];
  if (error) {
    const code = codeOf(error) ?? 'GRAPHQL_ERROR';
    if (code === 'SERVICE_UNAVAILABLE') throw new AwayError(error.message, { taken: true, code });
    const { issues } = error.extensions ?? {};
    throw new ApiFailure(code, issues ? issuesInWords(issues) : error.message);
  }
  if (!data) throw new ApiFailure('GRAPHQL_ERROR', 'The API answered without data.');
  return data;
}

/** A line for each. */
export const issuesInWords = (issues: readonly Issue[]) =>
  issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join('\n');
