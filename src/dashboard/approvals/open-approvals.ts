import { useSyncExternalStore } from 'react';
import { connection } from '../api/connection.ts';
import type { ApiFailure } from '../api/failure.ts';
import { follow } from '../api/follow.ts';
import { OpenApprovalsDocument, type ListedApprovalFragment } from '../operations/generated.ts';

interface OpenApprovals {
  /** The nearest deadline first. */
  open: readonly ListedApprovalFragment[];
  failure: ApiFailure | undefined;
  /** Whether an empty list means that there are none. */
  known: boolean;
  /** Whether there may be older ones, which are not told of. */
  more: boolean;
}

/** A list without an end does not say that it is empty, nor that it is over. */
const knownAfterMs = 1000;
/** The server tells of so many of those there are. */
const most = 100;
/** With so few left of them it is asked for older ones. */
const few = 50;

const nothing: OpenApprovals = { open: [], failure: undefined, known: false, more: false };
let state = nothing;
const all = new Map<string, ListedApprovalFragment>();
/** What was there before the list has begun anew, and has not come again so far. */
const stale = new Set<string>();
/** Decided here; a message that was under way brings none of them back. */
const decided = new Set<string>();
const listeners = new Set<() => void>();
let stop: (() => void) | undefined;

function set(change: Partial<OpenApprovals>) {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

const sorted = () =>
  [...all.values()].toSorted((a, b) => {
    const [one, other] = [a.deadline ?? '9', b.deadline ?? '9'];
    return one < other ? -1 : one > other ? 1 : 0;
  });

function begin() {
  let timer: ReturnType<typeof setTimeout>;
  const settleLater = () => {
    clearTimeout(timer);
    timer = setTimeout(settle, knownAfterMs);
  };
  const settle = () => {
    // Nobody was asked so far.
    if (connection.get() !== 'live' || state.failure) return settleLater();
    for (const id of stale) all.delete(id);
    stale.clear();
    set({ open: sorted(), known: true, more: all.size >= most });
  };
  // Those that were settled meanwhile are told by nobody any more. Until that is sure they stay: somebody may be writing in one.
  const again = () => {
    for (const id of all.keys()) stale.add(id);
    settleLater();
  };
  again();
  const unfollow = follow(
    OpenApprovalsDocument,
    {},
    {
      next({ approvals: approval }) {
        stale.delete(approval.id);
        if (approval.state === 'OPEN' && !decided.has(approval.id)) all.set(approval.id, approval);
        else all.delete(approval.id);
        set({ open: sorted(), failure: undefined, known: true });
        askForOlder();
      },
      again,
      // It is begun anew, with what was missed.
      failed: (failure) => failure.code !== 'FELL_BEHIND' && set({ failure }),
      recovered: () => set({ failure: undefined }),
    },
  );
  return () => {
    clearTimeout(timer);
    unfollow();
  };
}

function askForOlder() {
  if (!state.more || all.size >= few) return;
  set({ more: false });
  stop?.();
  stop = begin();
}

/** One stream for all who look. */
function subscribe(listener: () => void) {
  listeners.add(listener);
  stop ??= begin();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = undefined;
    state = nothing;
    all.clear();
    stale.clear();
  };
}
const silent = () => () => undefined;

/** The open questions, live; none for whom nothing is asked. */
export const useOpenApprovals = (may = true): OpenApprovals =>
  useSyncExternalStore(may ? subscribe : silent, () => (may ? state : nothing));

/** Takes one away before the server says so. */
export function noteDecided(id: string) {
  decided.add(id);
  all.delete(id);
  set({ open: sorted() });
  askForOlder();
}
