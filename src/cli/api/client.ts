import { awayBy, dataOf, exchange, type ApiTarget, type GraphqlAnswer, type Operation } from './exchange.ts';
import { readEvents } from '../../platform/server-events.ts';
import { ApiFailure, AwayError, UnreachableError } from './failures.ts';
import { createPatience } from './patience.ts';

/** A client of the product's own API that knows nothing of its inside: what any program could do. */
export interface ApiClient {
  url: string;
  /** Aborted when nobody wants an answer any more. */
  signal: AbortSignal;
  /** Asked again while the API is away. */
  query<T>(query: string, variables?: object): Promise<T>;
  /** Asked again only where nobody can have done it: an answer that is lost is an UnreachableError. */
  mutate<T>(query: string, variables?: object): Promise<T>;
  /** States as they come until the server has sent the last one, over as many connections as that takes. */
  subscribe<T extends object>(query: string, variables: object): AsyncGenerator<T>;
}

export interface ApiClientOptions {
  signal: AbortSignal;
  /** How long an API may be away before the first answer, or between a question and its answer. */
  patienceMs?: number;
  /** How long it may take to answer, once it was reached. */
  answerMs?: { query: number; mutation: number };
  /** Told once when it is away, and why. */
  onTrouble?(reason: string): void;
}

/** Longer than an API is ever silent. */
const silenceMs = 30_000;
/** Longer than the doctor, and than a large file of schedules is applied. */
const longestAnswerMs = { query: 60_000, mutation: 300_000 };

/** All methods throw ApiFailure or UnreachableError, and whatever the signal was aborted with. */
export function createApiClient(
  target: ApiTarget,
  { signal, patienceMs = 15_000, answerMs = longestAnswerMs, onTrouble = () => undefined }: ApiClientOptions,
): ApiClient {
  const givenUp = ({ message, code, taken }: AwayError, kind: 'query' | 'mutation') => {
    if (code !== null) return new ApiFailure(code, message);
    return new UnreachableError(
      kind === 'mutation' && taken
        ? `The answer of ${target.url} was lost (${message}): what was asked for may have been done.`
        : `${target.url} does not answer (${message}). TEMPOGRAPH_URL says where the API is.`,
    );
  };

  async function ask<T>(operation: Operation, kind: 'query' | 'mutation'): Promise<T> {
    const patience = createPatience(patienceMs, signal, onTrouble);
    for (;;) {
      try {
        const answer = await withinMs(answerMs[kind], signal, async (until) =>
          readAnswer<T>(target, await exchange(target, operation, 'application/json', until)),
        );
        return dataOf(answer);
      } catch (error) {
        if (!(error instanceof AwayError)) throw error;
        const repeatable = kind === 'query' || !error.taken;
        if (!repeatable || !(await patience.again(error))) throw givenUp(error, kind);
      }
    }
  }

  return {
    url: target.url,
    signal,
    query: (query, variables = {}) => ask({ query, variables }, 'query'),
    mutate: (query, variables = {}) => ask({ query, variables }, 'mutation'),
    async *subscribe<T extends object>(query: string, variables: object) {
      let met = false;
      let patience = createPatience(patienceMs, signal, onTrouble);
      for (;;) {
        try {
          const answer = await withinMs(answerMs.query, signal, async (until) => {
            const begun = await exchange(target, { query, variables }, 'text/event-stream', until);
            if (!isStream(begun)) dataOf(await readAnswer(target, begun)); // says what is wrong
            return begun;
          });
          for await (const { event, data } of eventsOf(answer)) {
            if (event === 'complete') return;
            const state = dataOf(parseAnswer<T>(data) ?? notGraphql(target, answer));
            // Somebody who has seen it at work waits for as long as it takes.
            if (!met) patience = createPatience(Infinity, signal, onTrouble);
            met = true;
            patience.over();
            yield state;
          }
          throw new AwayError('the connection ended', { taken: true });
        } catch (error) {
          if (!(error instanceof AwayError)) throw error;
          if (!(await patience.again(error))) throw givenUp(error, 'query');
        }
      }
    },
  };

  async function* eventsOf(answer: Response) {
    if (!answer.body) return;
    try {
      yield* readEvents(answer.body, silenceMs);
    } catch (error) {
      signal.throwIfAborted();
      throw awayBy(error);
    }
  }
}

const isStream = ({ headers }: Response) => headers.get('content-type')?.startsWith('text/event-stream') === true;

async function readAnswer<T>({ url }: ApiTarget, answer: Response): Promise<GraphqlAnswer<T>> {
  let text: string;
  try {
    text = await answer.text();
  } catch (error) {
    throw awayBy(error);
  }
  return parseAnswer(text) ?? notGraphql({ url }, answer);
}

/** Undefined for what is none. */
function parseAnswer<T>(text: string): GraphqlAnswer<T> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function notGraphql({ url }: Pick<ApiTarget, 'url'>, answer: Response): never {
  throw new ApiFailure(
    'NOT_GRAPHQL',
    `What answers at ${url} (with status ${answer.status}) is no GraphQL API: TEMPOGRAPH_URL says where it is.`,
  );
}

/** Gives up what takes too long; whoever listens and says nothing is as good as away. */
async function withinMs<T>(ms: number, signal: AbortSignal, work: (until: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ms);
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } catch (error) {
    signal.throwIfAborted();
    if (!late.signal.aborted) throw error;
    throw new AwayError(`it has said nothing for ${ms / 1000} s`, { taken: true, cause: error });
  } finally {
    clearTimeout(timer);
  }
}
