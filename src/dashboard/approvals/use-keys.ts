import { useEffect, useRef } from 'react';

/** Hears keys that are pressed alone, while `on`; none while somebody writes. */
export function useKeys(on: boolean, press: (event: KeyboardEvent) => void) {
  const latest = useRef(press);
  latest.current = press;
  useEffect(() => {
    if (!on) return undefined;
    const hear = (event: KeyboardEvent) => {
      const { target, key } = event;
      // A key that is held down would answer the next question, too.
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!(target instanceof HTMLElement && target.matches(written))) return latest.current(event);
      if (key === 'Escape') target.blur();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [on]);
}

const written = 'input:not([type="checkbox"]), textarea, select';
