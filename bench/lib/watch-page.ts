export interface Watched {
  /** Median age of what rows show. */
  ageMs: number;
  /** From when something was said to when a row shows it: median, and of 95 in 100. */
  arrivalMs: number;
  arrival95Ms: number;
  rowsSeen: number;
  frames: number;
  framesPerSecond: number;
  meanFrameMs: number;
  /** Frames that took longer than 50 ms. */
  longFrames: number;
  longestFrameMs: number;
}

interface Options {
  seconds: number;
  /** What turns the clock of beats into that of the browser. */
  offset: number;
  sampleMs: number;
}

/** Runs in the page: looks at its rows and frames for a while. It must stand alone, as it is sent there as text. */
export function watchPage({ seconds, offset, sampleMs }: Options): Promise<Watched> {
  const ages: number[] = [];
  const arrivals: number[] = [];
  const frames: number[] = [];
  const newest = new Map<Element, string>();
  const look = () => {
    for (const row of document.querySelectorAll('.run-row')) {
      const beat = /beat (\d+) ([\d.]+)/.exec(row.textContent ?? '');
      if (!beat) continue;
      const age = Date.now() - offset - Number(beat[2]);
      ages.push(age);
      // Half a sample late at most.
      if (newest.get(row) !== beat[1]) arrivals.push(age);
      newest.set(row, beat[1]!);
    }
  };
  return new Promise((resolve) => {
    const begun = performance.now();
    let last = begun;
    const timer = setInterval(look, sampleMs / 4);
    const frame = (now: number) => {
      frames.push(now - last);
      last = now;
      if (now - begun < seconds * 1000) return void requestAnimationFrame(frame);
      clearInterval(timer);
      ages.sort((a, b) => a - b);
      arrivals.sort((a, b) => a - b);
      const sum = frames.reduce((total, one) => total + one, 0);
      resolve({
        ageMs: ages[Math.floor(ages.length / 2)] ?? NaN,
        arrivalMs: arrivals[Math.floor(arrivals.length / 2)] ?? NaN,
        arrival95Ms: arrivals[Math.floor(arrivals.length * 0.95)] ?? NaN,
        rowsSeen: newest.size,
        frames: frames.length,
        framesPerSecond: frames.length / seconds,
        meanFrameMs: sum / frames.length,
        longFrames: frames.filter((one) => one > 50).length,
        longestFrameMs: Math.max(...frames),
      });
    };
    requestAnimationFrame(frame);
  });
}
