import { reasonOf } from './reason-of.ts';
import { readEvents } from './server-events.ts';

/** Of an answer, as much as there may be in one that is of use. */
const longestText = 10_000;

/** Nobody has answered. The message says why. */
export class NotReachedError extends Error {}

interface Request {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  headers?: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** Asks an address that whoever runs this program has chosen, to see what is there. Throws NotReachedError. */
async function ask(url: string, { signal, ...request }: Request): Promise<Response> {
  try {
    return await fetch(url, { ...request, redirect: 'manual', signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new NotReachedError(reasonOf(error instanceof Error ? (error.cause ?? error) : error), { cause: error });
  }
}

/** Uses a link that was signed here. Throws NotReachedError. */
export async function follow(link: string, request: Request): Promise<{ status: number; text: string }> {
  const answer = await ask(link, request);
  return { status: answer.status, text: (await answer.text()).slice(0, longestText) };
}

/** What time it is by the clock of a server, to the second. */
export async function askDate(url: string, signal: AbortSignal): Promise<Date> {
  const answer = await ask(url, { method: 'HEAD', signal });
  const date = new Date(answer.headers.get('date') ?? NaN);
  if (Number.isNaN(date.getTime())) throw new Error(`${url} does not say what time it is.`);
  return date;
}

/** What a subscription has sent, and when it came, by `performance.now()`. */
export interface ReceivedEvent {
  at: number;
  data: string;
}

/** Asks an API for a subscription over server-sent events, until it has ended; gives the status where there are none. Throws NotReachedError. */
export async function receive(
  url: string,
  query: string,
  token: string | null,
  signal: AbortSignal,
): Promise<ReceivedEvent[] | { status: number }> {
  const answer = await ask(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
    signal,
  });
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream');
  if (!isStream || !answer.body) {
    await answer.body?.cancel();
    return { status: answer.status };
  }
  const received: ReceivedEvent[] = [];
  for await (const { event, data } of readEvents(answer.body)) {
    if (event === 'next') received.push({ at: performance.now(), data });
  }
  return received;
}
