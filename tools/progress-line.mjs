/**
 * Shows the state of something long: one rewritten line on a terminal, elsewhere a line now and then.
 * @param {NodeJS.WriteStream} stream
 * @param {string} title
 * @param {{ every?: number, now?: () => number }} [options] `every`: milliseconds between lines off a terminal
 */
export function progressLine(stream, title, { every = 15_000, now = performance.now.bind(performance) } = {}) {
  const began = now();
  let state = '';
  let written = -Infinity;
  const text = () => `${title}: ${state}${state && ', '}${Math.round((now() - began) / 1000)} s`;
  const draw = () => {
    if (stream.isTTY) stream.write(`\r\u001B[2K${text().slice(0, (stream.columns || 80) - 1)}`);
    else if (now() - written >= every) {
      written = now();
      stream.write(`${text()}\n`);
    }
  };
  // Elapsed seconds move although nothing else does: some packages take half a minute.
  const timer = setInterval(draw, 1000);
  timer.unref();
  return {
    /** @param {string} next */
    update(next) {
      state = next;
      // A compiler names hundreds of packages a second; the timer draws the terminal's line.
      if (!stream.isTTY) draw();
    },
    /** @param {string} last */
    end(last) {
      clearInterval(timer);
      state = last;
      stream.write(stream.isTTY ? `\r\u001B[2K${text()}\n` : `${text()}\n`);
    },
  };
}
