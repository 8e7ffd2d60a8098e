import { useRef, useState } from 'react';
import { ask } from '../api/ask.ts';
import { asFailure } from '../api/failure.ts';
import { Link, runPath } from '../app/link.tsx';
import { DecideDocument, type ApprovalPartsFragment } from '../operations/generated.ts';
import { Files } from '../parts/files.tsx';
import { duration, Time } from '../parts/time.tsx';
import { useSeconds } from '../parts/use-seconds.ts';
import { Values } from '../parts/values.tsx';
import { inWords } from '../parts/words.ts';
import { changed, editableFields, emptied, type Edits } from './edits.ts';
import { EditFields } from './edit-fields.tsx';
import { useKeys } from './use-keys.ts';

interface ApprovalCardProps {
  approval: ApprovalPartsFragment;
  /** Whether single keys decide. */
  keys: boolean;
  onDecided(): void;
  /** A picture or film cannot be loaded. */
  onBroken(): void;
}

interface Finding {
  code: string;
  message: string;
}

/** A question as people see it: pictures and text as they will appear, what was found wrong, and a button for each answer. */
export function ApprovalCard({ approval, keys, onDecided, onBroken }: ApprovalCardProps) {
  const { id, question, choices, files, workflow, runId, openedAt, state, editSchema } = approval;
  const show = (approval.show ?? {}) as Record<string, unknown>;
  const fields = editableFields(editSchema, show);
  const [edits, setEdits] = useState<Edits>({});
  const [comment, setComment] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [issues, setIssues] = useState<ReadonlyMap<string, string>>(new Map());
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLDivElement>(null);
  const open = state === 'OPEN';

  const decide = async (choice: string) => {
    if (busy || !open) return;
    setProblem(null);
    const missing = emptied(fields, edits);
    setIssues(missing);
    if (missing.size > 0) return setProblem('Nothing is decided yet: see what is marked above.');
    setBusy(true);
    try {
      const answer = { id, choice, edits: changed(edits, show), comment: comment.trim() || null };
      const { decide: outcome } = await ask(DecideDocument, answer);
      if (outcome.__typename === 'Approval') return onDecided();
      setProblem(outcome.message);
      if (outcome.__typename === 'InvalidInputError') {
        setIssues(new Map(outcome.issues.map(({ path, message }) => [path.slice(1).join('.'), message])));
      }
    } catch (error) {
      setProblem(asFailure(error).message);
    } finally {
      setBusy(false);
    }
  };
  useKeys(keys && open, (event) => {
    const choice = choices[Number(event.key) - 1];
    if (choice !== undefined) void decide(choice);
    if (event.key !== 'e') return;
    event.preventDefault();
    first.current?.querySelector('textarea')?.focus();
  });

  const findings = findingsIn(show['findings']);
  const apart = new Set(['findings', ...fields.map(({ name }) => name), ...files.map(({ path }) => path)]);
  const rest = Object.fromEntries(Object.entries(show).filter(([name]) => !apart.has(name)));
  return (
    <article className="approval" aria-label={question}>
      <header>
        <h2>{question}</h2>
        <Deadline approval={approval} />
      </header>
      <div className="approval-body" onErrorCapture={onBroken}>
        <Files files={files} />
        <div className="stack" ref={first}>
          {findings.length > 0 && (
            <ul className="findings" aria-label="What was found">
              {findings.map(({ code, message }) => (
                <li key={`${code} ${message}`}>
                  <strong>{inWords(code.toLowerCase())}</strong> {message}
                </li>
              ))}
            </ul>
          )}
          <EditFields fields={fields} edits={edits} onChange={setEdits} issues={issues} disabled={!open} />
          {Object.keys(rest).length > 0 && <Values value={rest} />}
        </div>
      </div>
      {open ? (
        <>
          <label className="field">
            <span className="label">Comment</span>
            <textarea rows={2} maxLength={2000} value={comment} onChange={({ target }) => setComment(target.value)} />
          </label>
          {problem !== null && (
            <p className="problem" role="alert">
              {problem}
            </p>
          )}
          <div className="actions">
            {choices.map((choice, n) => (
              <button
                key={choice}
                type="button"
                className={n === 0 ? 'primary' : undefined}
                disabled={busy}
                onClick={() => void decide(choice)}
              >
                {inWords(choice.toLowerCase().replaceAll('_', ' '))} {keys && <kbd aria-hidden="true">{n + 1}</kbd>}
              </button>
            ))}
          </div>
        </>
      ) : (
        <p>
          <span className="badge">{approval.choice ?? state.toLowerCase()}</span> {approval.comment}
        </p>
      )}
      <p className="hint">
        {workflow}, asked <Time at={openedAt} />. <Link to={runPath(runId)}>The run</Link>
      </p>
    </article>
  );
}

function Deadline({ approval: { deadline, onDeadline, state } }: { approval: ApprovalPartsFragment }) {
  const now = useSeconds(deadline !== null && state === 'OPEN');
  if (deadline === null || state !== 'OPEN') return null;
  const left = Date.parse(deadline) - now;
  const then =
    onDeadline === null ? 'the run fails' : `it counts as ${inWords(onDeadline.toLowerCase().replaceAll('_', ' '))}`;
  return (
    <p className={left < 15 * 60_000 ? 'deadline soon' : 'deadline'} role="timer">
      {left > 0 ? `${duration(left)} left, then ${then}` : `Over: ${then}`}
    </p>
  );
}

const findingsIn = (value: unknown): Finding[] =>
  Array.isArray(value)
    ? value.filter((one): one is Finding => typeof one?.code === 'string' && typeof one?.message === 'string')
    : [];
