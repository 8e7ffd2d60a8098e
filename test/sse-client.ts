import type { FormattedExecutionResult } from 'graphql';

export interface SseEvent {
  event: string;
  /** Null when the event has no data, as `complete`. */
  data: FormattedExecutionResult<Record<string, never>, unknown> | null;
}

/** A GraphQL operation over server-sent events, event by event. Fails when the stream breaks off instead of ending. */
export async function* sse(
  url: string,
  query: string,
  variables?: object,
  { signal, credential }: { signal?: AbortSignal; credential?: string } = {},
): AsyncIterable<SseEvent> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(credential && { authorization: `Bearer ${credential}` }),
    },
    body: JSON.stringify({ query, variables }),
    signal,
  });
  if (!response.body) throw new Error(`No body, status ${response.status}`);
  let buffered = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (buffered + piece).split('\n\n');
    buffered = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.+)$/m.exec(block)?.[1];
      if (event) yield { event, data: data ? (JSON.parse(data) as SseEvent['data']) : null };
    }
  }
}
