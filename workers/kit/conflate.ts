/**
 * Passes on the newest value once per interval on average, the last one always. Call `flush` before the end. One may come
 * early: whoever says something exactly once per interval is never held up, however unsteady the clock.
 */
export function conflate<T>(interval: number | (() => number), send: (value: T) => void) {
  const intervalOf = typeof interval === 'number' ? () => interval : interval;
  let intervalMs = intervalOf();
  let timer: NodeJS.Timeout | undefined;
  let waiting: { value: T } | undefined;
  let due = -Infinity;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!waiting) return;
    const { value } = waiting;
    waiting = undefined;
    intervalMs = intervalOf();
    due = Math.max(due, performance.now()) + intervalMs;
    send(value);
  };
  return {
    push(value: T) {
      waiting = { value };
      const wait = due - intervalMs - performance.now();
      if (wait <= 0) flush();
      else timer ??= setTimeout(flush, wait);
    },
    flush,
  };
}
