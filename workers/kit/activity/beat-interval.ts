/**
 * Heartbeats a second that the activities of this process share, where a bus carries what they report: each costs the
 * server about 1.5 ms of CPU, and is then needed only for cancellation, and for what a repeat goes on from.
 */
const beatsPerSecond = 20;

let running = 0;

/** One more activity of this process runs. Returns what says that it has ended. */
export function countActivity(): () => void {
  running++;
  return () => void running--;
}

/** Milliseconds between two heartbeats of one activity, for as many as run now. The SDK's own throttle comes on top. */
export const beatInterval = (leastMs: number, mostMs: number) =>
  Math.min(mostMs, Math.max(leastMs, (running * 1000) / beatsPerSecond));
