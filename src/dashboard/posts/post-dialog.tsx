import { ask } from '../api/ask.ts';
import { Link, runPath } from '../app/link.tsx';
import { useMay } from '../app/viewer.tsx';
import { ReconcilePublicationDocument, SettlePublicationDocument, type PostFragment } from '../operations/generated.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ExactTime } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';

interface PostDialogProps {
  post: PostFragment;
  onClose(): void;
  onChange(): void;
}

/** A post as it is sent, and what can be done where nobody knows whether it is public. */
export function PostDialog({ post, onClose, onChange }: PostDialogProps) {
  const { id, channel, state, caption, altText, image, plannedAt, sentAt, permalink, message, runId } = post;
  const may = useMay();
  const { busy, told, act } = useAction();
  const change = async (...attempt: Parameters<typeof act>) => {
    if (await act(...attempt)) onChange();
  };
  return (
    <Dialog title={`${channel}, ${state.toLowerCase()}`} onClose={onClose}>
      <figure className="post-preview">
        <img src={image} alt={altText} />
        <figcaption className="text">{caption}</figcaption>
      </figure>
      {message && <p className="failure-box">{message}</p>}
      <p className="hint">
        Planned <ExactTime at={plannedAt} />
        {sentAt && (
          <>
            , sent <ExactTime at={sentAt} />
          </>
        )}
        . <Link to={runPath(runId)}>The run</Link>
        {permalink && /^https?:/.test(permalink) && (
          <>
            {' '}
            <a href={permalink} target="_blank" rel="noreferrer">
              The post
            </a>
          </>
        )}
      </p>
      {told && <p role="status">{told}</p>}
      <div className="actions">
        {state === 'UNCONFIRMED' && may('DECIDE') && (
          <>
            <button
              type="button"
              className="primary"
              disabled={busy}
              onClick={() =>
                void change(
                  async () => (await ask(ReconcilePublicationDocument, { id })).reconcilePublication,
                  'The channel is asked again.',
                )
              }
            >
              Ask the channel again
            </button>
            <button
              type="button"
              disabled={busy}
              onClick={() =>
                void change(
                  async () => (await ask(SettlePublicationDocument, { id, choice: 'IT_IS_LIVE' })).settlePublication,
                  'Noted as live.',
                )
              }
            >
              It is live
            </button>
            <button
              type="button"
              disabled={busy}
              onClick={() =>
                void change(
                  async () => (await ask(SettlePublicationDocument, { id, choice: 'DROP_IT' })).settlePublication,
                  'Dropped.',
                )
              }
            >
              It is not: drop it
            </button>
          </>
        )}
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
