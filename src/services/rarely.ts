/** For what comes by the hundred and is said by one line: does it, and then nothing for so many milliseconds. */
export function createRarely(ms: number) {
  let last = -Infinity;
  return (act: () => void) => {
    if (performance.now() - last < ms) return;
    last = performance.now();
    act();
  };
}
