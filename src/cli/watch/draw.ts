import { createProgressBar, type ProgressState, type ProgressStream } from '../progress-bar.ts';
import { waitingInWords, type Waiting } from './waiting.ts';

/** What is drawn of a run. */
export interface Drawable {
  progress: ProgressState;
  waiting?: Waiting | null;
}

/** Draws every state until the last one, which it returns; undefined when there was none. */
export async function draw<State extends Drawable>(
  states: AsyncIterable<{ run: State }>,
  stream: ProgressStream,
): Promise<State | undefined> {
  const bar = createProgressBar(stream);
  let last: State | undefined;
  try {
    for await (const { run } of states) {
      last = run;
      const { progress, waiting } = run;
      bar.update({ ...progress, waiting: waiting && waitingInWords(waiting) });
    }
  } finally {
    bar.end();
  }
  return last;
}
