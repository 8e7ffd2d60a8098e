/** `idle`: nothing is followed. `lost`: what is shown may be old. */
export type ConnectionState = 'idle' | 'live' | 'lost';

let state: ConnectionState = 'idle';
const listeners = new Set<() => void>();

export const connection = {
  get: () => state,
  set(next: ConnectionState) {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  },
  onChange(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
