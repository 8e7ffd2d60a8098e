import { readEvents } from './read-events.ts';

export interface RunState {
  id: string;
  workflow: string;
  status: string;
  closedAt: string | null;
  progress: {
    percent: number | null;
    step: string | null;
    message: string | null;
    done: number | null;
    total: number | null;
    unit: string | null;
    etaSeconds: number | null;
  };
  failure: { code: string; message: string } | null;
  resultJson: unknown;
}

interface Place {
  src: string;
  run: string;
  token: string | null;
}

interface Sink {
  state(state: RunState): void;
  lost(): void;
  refused(): void;
}

const query = `subscription($id: ID!) { run(id: $id) { id workflow status closedAt resultJson failure { code message }
  progress { percent step message done total unit etaSeconds } } }`;
const longestWaitMs = 10_000;
/** The server says something every twelve seconds; after this long there is nobody any more. */
const silenceMs = 30_000;

/** What asking again does not change; anything else passes. */
const refusals = new Set<unknown>(['FORBIDDEN', 'NOT_FOUND', 'UNAUTHENTICATED']);

interface Answer {
  data?: { run: RunState | null } | null;
  errors?: { message: string; extensions?: { code?: unknown } }[];
}

/** Follows a run by SSE until it has ended or what is returned is called; a connection that is lost is made again. */
export function followRun({ src, run, token }: Place, sink: Sink): () => void {
  const stop = new AbortController();
  const url = new URL('/graphql', src);

  /** Whether there is more to come. */
  const read = async (attempt: AbortController): Promise<boolean> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables: { id: run } }),
      signal: attempt.signal,
    });
    if (response.status === 401 || response.status === 403) return (sink.refused(), false);
    if (!response.ok || !response.body) throw new Error(`The server answers ${response.status}.`);
    for await (const { event, data } of readEvents(response.body, () => attempt.abort(), silenceMs)) {
      if (event === 'complete') return false;
      if (event !== 'next' || !data) continue;
      const answer = JSON.parse(data) as Answer;
      const [error] = answer.errors ?? [];
      if (refusals.has(error?.extensions?.code)) return (sink.refused(), false);
      if (!answer.data?.run) throw new Error(error?.message ?? 'The server has answered without data.');
      sink.state(answer.data.run);
      if (answer.data.run.closedAt !== null) return false;
    }
    return true;
  };

  const keepReading = async () => {
    for (let tries = 0; !stop.signal.aborted;) {
      const attempt = new AbortController();
      const end = () => attempt.abort();
      stop.signal.addEventListener('abort', end);
      const began = Date.now();
      try {
        if (!(await read(attempt))) return;
      } catch {
        // Whatever it was, the next try says the state as it is then.
      } finally {
        stop.signal.removeEventListener('abort', end);
      }
      if (stop.signal.aborted) return;
      sink.lost();
      tries = Date.now() - began > longestWaitMs ? 0 : tries + 1;
      await wait(Math.min(longestWaitMs, 300 * 2 ** tries) * (0.75 + Math.random() / 2), stop.signal);
    }
  };
  void keepReading();
  return () => stop.abort();
}

/** A pause that ends when there is a network again. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
