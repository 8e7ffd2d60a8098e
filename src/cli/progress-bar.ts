import { plain } from './plain.ts';

/** What the bar shows of a run's progress. */
export interface ProgressState {
  /** null while unknown. */
  percent: number | null;
  step: string | null;
  message: string | null;
  /** Why it does not move, which is said instead of the message. */
  waiting?: string | null;
}

/** What the bar is drawn on: a terminal is rewritten in place, anything else gets lines. */
export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const barWidth = 24;
const clearLine = '\r\u001B[2K';

/** One line for a state, cut to a width so that it never wraps and can be rewritten in place. */
export function formatProgress(
  { percent, step, message, waiting }: ProgressState,
  seconds: number,
  columns = 80,
): string {
  const filled = Math.round((Math.min(100, Math.max(0, percent ?? 0)) / 100) * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const number = percent === null ? '  --' : `${Math.floor(percent)}%`.padStart(4);
  const said = plain([step, waiting ?? message].filter((text) => text).join(': '));
  const line = [bar, number, `${seconds.toFixed(1)} s`.padStart(7), said].filter(Boolean).join('  ');
  return line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
}

/** Draws progress: live on a terminal, elsewhere a line for each step, each 10 %, and whatever it waits for. */
export function createProgressBar(stream: ProgressStream, now: () => number = () => performance.now()) {
  const began = now();
  let state: ProgressState = { percent: null, step: null, message: null };
  let written = '';
  const line = () => formatProgress(state, (now() - began) / 1000, stream.isTTY ? stream.columns || 80 : 200);
  const draw = () => void stream.write(clearLine + line());
  // The seconds move while nothing else does, so that a slow step does not look like a dead one.
  const timer = stream.isTTY ? setInterval(draw, 200).unref() : undefined;
  return {
    update(next: ProgressState): void {
      state = next;
      if (stream.isTTY) return draw();
      const mark = `${next.step} ${Math.floor((next.percent ?? 0) / 10)} ${next.waiting ?? ''}`;
      if (mark === written) return;
      written = mark;
      stream.write(`${line()}\n`);
    },
    /** Leaves the last state standing and gives the terminal back. */
    end(): void {
      clearInterval(timer);
      if (stream.isTTY) stream.write(`${clearLine}${line()}\n`);
    },
  };
}
