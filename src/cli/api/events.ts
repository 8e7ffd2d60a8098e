import { AwayError } from './failures.ts';

export interface ServerEvent {
  event: string;
  data: string;
}

/**
 * Server-sent events of an answer as they come. An API sends a comment every 12 s at most, so one that says nothing for
 * `silenceMs` is no longer there, whatever the connection says: throws AwayError.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>, silenceMs: number): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await within(silenceMs, reader.read());
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = /^event: (.*)$/m.exec(block)?.[1];
        if (event) yield { event, data: /^data: (.*)$/m.exec(block)?.[1] ?? '' };
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined); // broken already, which whoever reads was told
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new AwayError(`nothing was heard of it for ${ms / 1000} s`, { taken: true })), ms);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}
