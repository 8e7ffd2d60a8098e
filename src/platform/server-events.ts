export interface ServerEvent {
  event: string;
  data: string;
}

/** Nothing came for too long. */
class SilenceError extends Error {}

/**
 * Server-sent events of an answer as they come. Where comments are sent regularly, one that says nothing for `silenceMs` is
 * no longer there, whatever the connection says: throws SilenceError.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs?: number,
): AsyncGenerator<ServerEvent, void, undefined> {
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

async function within<T>(ms: number | undefined, work: Promise<T>): Promise<T> {
  if (ms === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new SilenceError(`nothing was heard of it for ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}
