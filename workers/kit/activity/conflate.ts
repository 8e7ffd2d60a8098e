/**
 * Sends what is new once per interval on average, the last of it always. Call `flush` before the end. One may come
 * early: whoever says something exactly once per interval is never held up, however unsteady the clock.
 */
export function conflate(interval: number | (() => number), send: () => void) {
  const intervalOf = typeof interval === 'number' ? () => interval : interval;
  let intervalMs = intervalOf();
  let timer: NodeJS.Timeout | undefined;
  let news = false;
  let due = -Infinity;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!news) return;
    news = false;
    intervalMs = intervalOf();
    due = Math.max(due, performance.now()) + intervalMs;
    send();
  };
  return {
    /** There is something new. */
    push() {
      news = true;
      const wait = due - intervalMs - performance.now();
      if (wait <= 0) flush();
      else timer ??= setTimeout(flush, wait);
    },
    flush,
  };
}
