import { useState } from 'react';
import { ask } from '../api/ask.ts';
import { asFailure } from '../api/failure.ts';
import { ShareRunDocument } from '../operations/generated.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ExactTime } from '../parts/time.tsx';

const lifetimes = [
  { seconds: 3600, title: 'an hour' },
  { seconds: 86_400, title: 'a day' },
  { seconds: 604_800, title: 'a week' },
] as const;

interface Share {
  token: string;
  expiresAt: string;
}

/** Makes a link with which anybody can watch this run and nothing else, and the lines that embed it. */
export function ShareButton({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const [expiresIn, setExpiresIn] = useState<number>(lifetimes[1].seconds);
  const [share, setShare] = useState<Share | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    try {
      const { createAccessToken: made } = await ask(ShareRunDocument, { input: { runs: [id], expiresIn } });
      if (made.__typename === 'AccessToken') setShare(made);
      else setProblem(made.message);
    } catch (error) {
      setProblem(asFailure(error).message);
    } finally {
      setBusy(false);
    }
  };
  const close = () => {
    setOpen(false);
    setShare(null);
    setProblem(null);
  };
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Share …
      </button>
      {open && (
        <Dialog title="Share this run" onClose={close}>
          {share ? (
            <>
              <p>
                Whoever has the link sees how this run goes and what comes of it, until{' '}
                <ExactTime at={share.expiresAt} />.
              </p>
              <CopyText label="Link" text={shareLink(id, share.token)} />
              <CopyText label="In a page of yours" text={embedding(id, share.token)} lines={3} />
            </>
          ) : (
            <label className="field">
              <span className="label">For</span>
              <select value={expiresIn} onChange={({ target }) => setExpiresIn(Number(target.value))}>
                {lifetimes.map(({ seconds, title }) => (
                  <option key={seconds} value={seconds}>
                    {title}
                  </option>
                ))}
              </select>
            </label>
          )}
          {problem !== null && <p className="problem">{problem}</p>}
          <div className="actions">
            {!share && (
              <button type="button" className="primary" disabled={busy} onClick={() => void make()}>
                Make a link
              </button>
            )}
            <button type="button" onClick={close}>
              Close
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** The token is behind the #, which browsers send to nobody. */
const shareLink = (id: string, token: string) =>
  new URL(`/share#${new URLSearchParams({ run: id, token }).toString()}`, location.href).href;

const embedding = (id: string, token: string) =>
  `<script type="module" src="${location.origin}/run-progress.js"></script>
<run-progress src="${location.origin}" run="${id}"
  token="${token}"></run-progress>`;
