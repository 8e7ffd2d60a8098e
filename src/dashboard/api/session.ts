import { kept } from './kept.ts';

/** The key or token this page asks with: in memory, and for as long as the tab is open if its owner wants that. */
const inTab = kept(() => sessionStorage, 'tempograph.key');

let credential: string | null = inTab.get();
const listeners = new Set<() => void>();
const refusals = new Set<() => void>();

export const session = {
  credential: () => credential,
  signIn(key: string, { remember }: { remember: boolean }) {
    credential = key;
    if (remember) inTab.set(key);
    tell();
  },
  signOut() {
    credential = null;
    inTab.remove();
    tell();
  },
  /** The server will not have this key, or wants one. */
  refused() {
    for (const listener of refusals) listener();
  },
  onRefused(listener: () => void) {
    refusals.add(listener);
    return () => void refusals.delete(listener);
  },
  /** Calls when who asks has changed. */
  onChange(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

function tell() {
  for (const listener of listeners) listener();
}

export const authorization = (): Record<string, string> =>
  credential === null ? {} : { authorization: `Bearer ${credential}` };
