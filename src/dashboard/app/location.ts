import { useSyncExternalStore } from 'react';

/** Where the page is, as its address says. */
interface Place {
  path: string;
  search: string;
  hash: string;
}

const listeners = new Set<() => void>();
let place = read();

function read(): Place {
  return { path: window.location.pathname, search: window.location.search, hash: window.location.hash };
}

function moved() {
  place = read();
  for (const listener of listeners) listener();
}
window.addEventListener('popstate', moved);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useLocation = () => useSyncExternalStore(subscribe, () => place);

/** Goes to another page; `replace` keeps the way back as it is, as for a filter. */
export function navigate(to: string, { replace = false } = {}) {
  if (replace) history.replaceState(null, '', to);
  else {
    history.pushState(null, '', to);
    window.scrollTo(0, 0);
  }
  moved();
}
