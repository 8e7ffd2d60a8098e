import * as z from 'zod';
import { exchange, NoAnswerError, type MetaAnswer } from './exchange.ts';
import { isError, judge } from './judge.ts';
import { MetaError } from './meta-error.ts';
import { withoutSecrets } from './without-secrets.ts';

/** For each call: who may end it, and after how long it ends by itself; default 30 s. */
export interface CallOptions {
  signal?: AbortSignal;
  deadlineMs?: number;
}

export interface GraphCall<T> {
  /** Below the version: ids and names of edges. */
  path: readonly string[];
  /** Of a request that reads. */
  query?: Record<string, string>;
  /** Makes it a request that writes: texts, or with a file a form of several parts. */
  form?: Record<string, string | Blob>;
  /** Whether it makes something public. */
  publishes?: boolean;
  answer: z.ZodType<T>;
}

export type Graph = ReturnType<typeof createGraph>;

const usualDeadlineMs = 30_000;
const retryMs = 30_000;

/** Asks the Graph API. Each call is one request, never repeated. */
export function createGraph({ baseUrl, version }: { baseUrl: string; version: string }) {
  /**
   * Throws MetaError, or the reason of the signal. For a call that publishes, the latter means that nothing was sent;
   * when it is ended later, that is a MetaError too, as it may have been acted on.
   */
  return async function call<T>(token: string, asked: GraphCall<T>, options: CallOptions = {}): Promise<T> {
    const { signal, deadlineMs = usualDeadlineMs } = options;
    const publishes = asked.publishes ?? false;
    signal?.throwIfAborted();
    const url = new URL(`${baseUrl}/${version}/${asked.path.map(toId).join('/')}`);
    url.search = new URLSearchParams(asked.query).toString();
    const content = asked.form && (await encoded(asked.form));
    const answer = await exchange(url, {
      method: asked.form ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'user-agent': 'Tempograph',
        ...content?.headers,
      },
      ...(content && { body: content.body }),
      deadlineMs,
      ...(signal && { signal }),
    }).catch((error: unknown) => {
      if (signal?.aborted && !publishes) throw signal.reason;
      throw notAnswered(error, publishes, token);
    });
    const json = parsed(answer.text);
    if (answer.status >= 300 || isError(json)) throw judge(answer, json, { publishes, token });
    return read(asked.answer, json, { answer, publishes });
  };
}

/** Ids come from people too: what is none must not become another path. */
export function toId(part: string): string {
  if (/^\w+$/.test(part)) return part;
  const details = { kind: 'REFUSED', acted: 'NO', retryAfterMs: null } as const;
  throw new MetaError(`"${part.slice(0, 40)}" is no id of Meta: those are numbers.`, details);
}

async function encoded(form: Record<string, string | Blob>) {
  const texts = Object.entries(form).filter((field): field is [string, string] => typeof field[1] === 'string');
  if (texts.length === Object.keys(form).length) {
    return {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(texts).toString(),
    };
  }
  const data = new FormData();
  for (const [name, value] of Object.entries(form)) {
    if (typeof value === 'string') data.set(name, value);
    else data.set(name, value, 'photo.jpg'); // without a name it is no file
  }
  const response = new Response(data);
  const headers = { 'content-type': response.headers.get('content-type')! };
  return { headers, body: Buffer.from(await response.arrayBuffer()) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // judged by its status
  }
}

function read<T>(
  schema: z.ZodType<T>,
  json: unknown,
  { answer, publishes }: { answer: MetaAnswer; publishes: boolean },
): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  // Whole, and no error: it was done, though the answer does not say what came of it.
  const acted = publishes ? (json === undefined ? 'UNKNOWN' : 'YES') : 'NO';
  const where = result.error.issues[0]?.path.join('.') || 'all of it';
  throw new MetaError(`Meta answers ${answer.status} with what is not understood (${where}).`, {
    kind: 'UNKNOWN',
    acted,
    retryAfterMs: publishes ? null : retryMs,
  });
}

function notAnswered(error: unknown, publishes: boolean, token: string): unknown {
  if (!(error instanceof NoAnswerError)) return error;
  const { sent, message } = error;
  const what = sent ? 'Meta was asked, and its answer did not arrive' : 'Meta was not reached';
  return new MetaError(`${what}: ${withoutSecrets(message, token)}.`, {
    kind: 'BUSY',
    acted: publishes && sent ? 'UNKNOWN' : 'NO',
    retryAfterMs: retryMs,
  });
}
