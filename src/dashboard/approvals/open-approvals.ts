import { useSyncExternalStore } from 'react';
import type { ApiFailure } from '../api/failure.ts';
import { follow } from '../api/follow.ts';
import { OpenApprovalsDocument, type ApprovalPartsFragment } from '../operations/generated.ts';

interface OpenApprovals {
  /** The nearest deadline first. */
  open: readonly ApprovalPartsFragment[];
  failure: ApiFailure | undefined;
  /** Whether an empty list means that there are none. */
  known: boolean;
}

/** A list without an end does not say that it is empty. */
const knownAfterMs = 1000;

const nothing: OpenApprovals = { open: [], failure: undefined, known: false };
let state = nothing;
const all = new Map<string, ApprovalPartsFragment>();
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

const settle = () => set({ open: sorted(), known: true });

function begin() {
  all.clear();
  let timer = setTimeout(settle, knownAfterMs);
  const unfollow = follow(
    OpenApprovalsDocument,
    {},
    {
      next({ approvals: approval }) {
        if (approval.state === 'OPEN' && !decided.has(approval.id)) all.set(approval.id, approval);
        else all.delete(approval.id);
        set({ open: sorted(), failure: undefined, known: true });
      },
      // Those that were settled meanwhile are told by nobody any more.
      again() {
        all.clear();
        clearTimeout(timer);
        timer = setTimeout(settle, knownAfterMs);
      },
      failed(failure) {
        if (failure.code !== 'FELL_BEHIND') return set({ failure });
        stop?.();
        stop = begin();
      },
    },
  );
  return () => {
    clearTimeout(timer);
    unfollow();
  };
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
}
