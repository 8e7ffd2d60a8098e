/** Passes on the newest value at most once per interval, the last one always. Call `flush` before the end. */
export function conflate<T>(intervalMs: number, send: (value: T) => void) {
  let timer: NodeJS.Timeout | undefined;
  let waiting: { value: T } | undefined;
  let sentAt = -Infinity;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!waiting) return;
    const { value } = waiting;
    waiting = undefined;
    sentAt = performance.now();
    send(value);
  };
  return {
    push(value: T) {
      waiting = { value };
      const wait = sentAt + intervalMs - performance.now();
      if (wait <= 0) flush();
      else timer ??= setTimeout(flush, wait);
    },
    flush,
  };
}
