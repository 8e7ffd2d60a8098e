import type { RunState, TestRun } from './graphql-client.ts';
import type { Stack } from './stack.ts';

/**
 * Kills the worker once the only activity of a step has done so much, and starts another. `last` is the state in which the run ended,
 * and `from` how much the second attempt found done.
 */
export async function killInTheMiddle(stack: Stack, run: TestRun, { step, done }: { step: string; done: number }) {
  for await (const state of run.states(attempts)) {
    if (state.status !== 'RUNNING') throw new Error('It was done before it could be killed.');
    if (state.progress.step === step && (activityOf(state)?.done ?? 0) >= done) break;
  }
  await stack.worker.stop('SIGKILL');
  await stack.startWorker();
  let from = Infinity;
  let last: RunState | undefined;
  for await (const state of run.states(attempts)) {
    const activity = activityOf(state);
    if (state.progress.step === step && activity?.attempt === 2) from = Math.min(from, activity.done ?? Infinity);
    last = state;
  }
  return { last, from };
}

const attempts = 'progress { activities { attempt done } }';
const activityOf = ({ progress }: RunState) =>
  (progress['activities'] as { attempt: number; done: number | null }[])[0];
