import { useId, useState } from 'react';

/** A text to take along. */
export function CopyText({ label, text, lines = 1 }: { label: string; text: string; lines?: number }) {
  const id = useId();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false); // not every browser lets a page do it: the text is there to be selected
    }
  };
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <div className="copy">
        <textarea
          id={id}
          readOnly
          rows={lines}
          value={text}
          onFocus={({ target }) => target.select()}
          className="code"
        />
        <button type="button" className="small" onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy'}
        </button>
      </div>
    </div>
  );
}
