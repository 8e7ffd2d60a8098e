/** The wait before the next try, which grows from try to try and ends as soon as there is a network again. */
export function pause(tries: number, { firstMs, longestMs }: { firstMs: number; longestMs: number }): Promise<void> {
  const ms = Math.min(longestMs, firstMs * 2 ** tries) * (0.75 + Math.random() / 2);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
  });
}
