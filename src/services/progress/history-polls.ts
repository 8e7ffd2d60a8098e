import type { Log } from '../../platform/log.ts';
import type { Temporal } from '../../platform/temporal.ts';
import type { Hints } from '../runs/hints.ts';
import { encodeRunId, type RunKey } from '../runs/run-id.ts';
import { parkHistoryPoll, type ParkedPoll } from './history-poll.ts';
import { createRarely } from '../rarely.ts';
import { createSlots } from '../../platform/slots.ts';

const refusalLogMs = 60_000;

/** A hint may come a moment before Temporal knows what it is about, so it is passed on twice. */
const secondHintMs = 300;

/** What one follower has of a run's poll. */
export interface FollowedHistory {
  /** Whether what happens to the run is told at once. */
  parked(): boolean;
  /** Says which execution of the run is the newest: nothing is polled before that is known. */
  at(runId: string): void;
  leave(): void;
}
export type HistoryPolls = ReturnType<typeof createHistoryPolls>;

interface HistoryPollsTools {
  temporal: Temporal;
  hints: Hints;
  log: Log;
  limit: number;
}

/**
 * Tells when something happens to a run, or is said to be about to. One parked history poll per followed run and process,
 * however many follow it, and no more than `limit` in all, as a namespace takes so many; the others wait for a free one.
 */
export function createHistoryPolls({ temporal, hints, log, limit }: HistoryPollsTools) {
  const slots = createSlots(limit);
  /** By the run's id: another workflow id beside the same first run id is nobody, or somebody else. */
  const polls = new Map<string, { poll: ParkedPoll; followers: Set<() => void> }>();
  const rarely = createRarely(refusalLogMs);
  hints.listen((hint) => {
    const told = polls.get(encodeRunId(hint));
    if (!told) return;
    const tell = () => told.followers.forEach((follower) => follower());
    tell();
    setTimeout(tell, secondHintMs).unref();
  });
  const onRefusal = (error: unknown) =>
    rarely(() =>
      log.warn(
        { err: error, limit },
        'Temporal refuses history polls: runs are looked at every 2 s instead; lower HISTORY_POLLS or raise frontend.namespaceCount',
      ),
    );

  const open = (id: string, key: RunKey) => {
    const followers = new Set<() => void>();
    const onEvents = () => followers.forEach((tell) => tell());
    const opened = { poll: parkHistoryPoll({ temporal, log, slots, onRefusal }, key, onEvents), followers };
    polls.set(id, opened);
    return opened;
  };

  return {
    follow(key: RunKey, onEvents: () => void): FollowedHistory {
      const id = encodeRunId(key);
      const { poll, followers } = polls.get(id) ?? open(id, key);
      const tell = () => onEvents(); // of its own, as a follower may follow twice
      followers.add(tell);
      return {
        parked: poll.parked,
        at: poll.at,
        leave() {
          if (!followers.delete(tell) || followers.size > 0) return;
          polls.delete(id);
          poll.close();
        },
      };
    },
  };
}
