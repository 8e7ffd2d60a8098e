import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';

/** A question before the page goes on. The browser keeps the focus inside, and Escape closes it. */
export function Dialog({ title, onClose, children }: { title: string; onClose(): void; children: ReactNode }) {
  const place = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Closed while it is still in the document: only then does the browser give the focus back to what has opened it.
  useLayoutEffect(() => {
    const dialog = place.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={place} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
