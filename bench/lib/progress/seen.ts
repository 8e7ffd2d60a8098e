import { decodeBeat, loadMs } from './beats.ts';

/** What one watcher has on screen, and how old that is. */
export function createScreen() {
  let number = 0;
  let states = 0;
  let shown: { beatAt: number; since: number } | undefined;
  let end = 0;
  let area = 0;
  const latencies: number[] = [];
  /** The area under the age of what is shown, until a moment of the load. */
  const pass = (moment: number) => {
    if (!shown) return;
    const to = Math.min(moment, end);
    if (to > shown.since) area += (to - shown.since) * ((to + shown.since) / 2 - shown.beatAt);
    shown.since = Math.max(shown.since, to);
  };
  return {
    /** Something arrived. */
    show(text: string, now: number) {
      const beat = decodeBeat(text);
      if (!beat || beat.number <= number) return;
      // Before the first one, a watcher looks at nothing since the load began.
      shown ??= { beatAt: beat.begun, since: beat.begun };
      end = beat.begun + loadMs;
      pass(now);
      shown.beatAt = beat.at;
      number = beat.number;
      states++;
      latencies.push(now - beat.at);
    },
    /** Who saw nothing at all looked at nothing for the whole load. */
    result() {
      pass(end);
      return { states, latencies, ageMs: shown ? area / loadMs : loadMs / 2 };
    },
  };
}
export type Screen = ReturnType<typeof createScreen>;

export interface Seen {
  /** Distinct states, per watcher. */
  states: number;
  fewestStates: number;
  p50: number;
  p99: number;
  /** Time-averaged age of what a watcher sees, mean over the watchers; and of the watcher who is worst off. */
  ageMs: number;
  worstAgeMs: number;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function summary(screens: readonly Screen[]): Seen {
  const results = screens.map((screen) => screen.result());
  const latencies = Float64Array.from(results.flatMap((result) => result.latencies)).toSorted();
  const at = (part: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? NaN;
  return {
    states: mean(results.map(({ states }) => states)),
    fewestStates: Math.min(...results.map(({ states }) => states)),
    p50: at(0.5),
    p99: at(0.99),
    ageMs: mean(results.map(({ ageMs }) => ageMs)),
    worstAgeMs: Math.max(...results.map(({ ageMs }) => ageMs)),
  };
}
