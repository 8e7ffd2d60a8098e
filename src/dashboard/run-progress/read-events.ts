interface ServerEvent {
  event: string;
  data: string;
}

/** The events of a stream (SSE), one after the other; `onSilence` is called when nothing has come for so long. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onSilence: () => void,
  silenceMs: number,
): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let timer = setTimeout(onSilence, silenceMs);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(onSilence, silenceMs);
      text += decoder.decode(value, { stream: true });
      const blocks = text.split(/\r?\n\r?\n/);
      text = blocks.pop() ?? '';
      for (const block of blocks) yield parse(block);
    }
  } finally {
    clearTimeout(timer);
    await reader.cancel().catch(() => undefined); // it is over either way
  }
}

function parse(block: string): ServerEvent {
  const lines = block.split(/\r?\n/);
  const of = (name: string) =>
    lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).replace(/^ /, ''));
  return { event: of('event')[0] ?? 'message', data: of('data').join('\n') };
}
