import { useEffect, useRef, useState, type ReactNode } from 'react';

interface WindowListProps {
  ids: readonly string[];
  /** All rows have it, in CSS as here: nothing is measured, and nothing jumps. */
  rowHeight: number;
  render(id: string, position: number): ReactNode;
  /** The end is near. */
  onEnd(): void;
  label: string;
}

const spare = 4;

/** A long list, of which only the rows exist that can be seen. */
export function WindowList({ ids, rowHeight, render, onEnd, label }: WindowListProps) {
  const place = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ from: 0, to: 30 });
  useEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      const top = -(place.current?.getBoundingClientRect().top ?? 0);
      const from = Math.max(0, Math.floor(top / rowHeight) - spare);
      const to = Math.ceil((top + window.innerHeight) / rowHeight) + spare;
      setRange((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    const later = () => (frame ||= requestAnimationFrame(look));
    look();
    window.addEventListener('scroll', later, { passive: true });
    window.addEventListener('resize', later);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', later);
      window.removeEventListener('resize', later);
    };
  }, [rowHeight]);
  const near = range.to >= ids.length - spare;
  useEffect(() => {
    if (near) onEnd();
  }, [near, ids.length, onEnd]);
  return (
    <div
      ref={place}
      role="table"
      aria-label={label}
      aria-rowcount={ids.length}
      className="window"
      style={{ height: ids.length * rowHeight }}
    >
      <div role="rowgroup" style={{ transform: `translateY(${range.from * rowHeight}px)` }}>
        {ids.slice(range.from, range.to).map((id, n) => render(id, range.from + n + 1))}
      </div>
    </div>
  );
}
