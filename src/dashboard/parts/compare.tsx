import { useState } from 'react';

/** Two pictures on top of each other, of which a slider shows more or less. */
export function Compare({ before, after }: { before: string; after: string }) {
  const [share, setShare] = useState(50);
  return (
    <figure className="compare">
      <div className="compare-pictures">
        <img src={after} alt="After" />
        <img src={before} alt="Before" style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }} />
        <span className="compare-line" style={{ left: `${share}%` }} />
      </div>
      <figcaption>
        <span>Before</span>
        <input
          type="range"
          min={0}
          max={100}
          value={share}
          onChange={({ target }) => setShare(Number(target.value))}
          aria-label="How much of the picture before is shown"
        />
        <span>After</span>
      </figcaption>
    </figure>
  );
}
