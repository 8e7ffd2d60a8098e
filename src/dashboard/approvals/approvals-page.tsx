import { useEffect } from 'react';
import { useQuery } from '../api/use-query.ts';
import { navigate } from '../app/location.ts';
import { SettledApprovalsDocument } from '../operations/generated.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { approvalPath } from './approval-path.ts';
import { useKeysChoice } from './keys-choice.ts';
import { noteDecided, useOpenApprovals } from './open-approvals.ts';
import { Question } from './question.tsx';
import { useKeys } from './use-keys.ts';

/** What people are asked, and the question that is looked at. */
export function ApprovalsPage({ name: chosen }: { name: string }) {
  const { open, failure, known, more } = useOpenApprovals();
  const { data: settled, reload } = useQuery(SettledApprovalsDocument, {});
  const current = open.find(({ id }) => id === chosen);
  const index = current ? open.indexOf(current) : -1;
  const first = open[0]?.id;
  // Whoever looks at a question keeps looking at it, also when one comes that is more urgent.
  useEffect(() => {
    if (!chosen && first) navigate(approvalPath(first), { replace: true });
  }, [chosen, first]);
  const [keys, chooseKeys] = useKeysChoice();
  useKeys(keys, ({ key }) => {
    const next = key === 'j' ? open[index + 1] : key === 'k' ? open[index - 1] : undefined;
    if (next) navigate(approvalPath(next.id), { replace: true });
  });
  const goOn = () => {
    reload();
    if (!current) return; // it was not in the list: it stays, and says what was decided
    noteDecided(current.id);
    const next = open[index + 1] ?? open[index - 1];
    navigate(next ? approvalPath(next.id) : '/approvals', { replace: true });
  };
  return (
    <>
      <div className="page-head">
        <h1>Approvals</h1>
        {keys && (
          <p className="hint keys">
            <kbd>j</kbd> <kbd>k</kbd> next and previous, <kbd>1</kbd> … choose, <kbd>e</kbd> edit
          </p>
        )}
        <label className="choice">
          <input type="checkbox" checked={keys} onChange={({ target }) => chooseKeys(target.checked)} /> Keys
        </label>
      </div>
      {failure && <Failed failure={failure} />}
      {!known && !failure && <Loading what="what is asked" />}
      {open.length === 0 && known && !failure && !chosen && <Empty>Nobody waits for a decision.</Empty>}
      {more && <p className="hint">The newest 100 are shown. Older ones follow as these are decided.</p>}
      <div className="inbox">
        {open.length > 0 && (
          <ul className="inbox-list" aria-label="Open questions">
            {open.map((approval) => (
              <li key={approval.id}>
                <button
                  type="button"
                  aria-current={approval === current ? 'true' : undefined}
                  onClick={() => navigate(approvalPath(approval.id), { replace: true })}
                >
                  <strong>{approval.question}</strong>
                  <small>
                    {[...approval.labels.map(({ value }) => value), approval.workflow].join(', ')},{' '}
                    <Time at={approval.openedAt} />
                  </small>
                </button>
              </li>
            ))}
          </ul>
        )}
        {chosen && <Question key={chosen} id={chosen} listed={current !== undefined} keys={keys} onDecided={goOn} />}
      </div>
      {settled && settled.approvals.edges.length > 0 && (
        <section>
          <h2>Decided</h2>
          <ul className="plain">
            {settled.approvals.edges.map(({ node }) => (
              <li key={node.id} className="settled">
                <span className="badge">{node.choice ?? node.state.toLowerCase()}</span> {node.question}{' '}
                <small>
                  {node.workflow}
                  {node.decidedBy && <>, by {node.decidedBy}</>}
                  {node.settledAt && (
                    <>
                      , <Time at={node.settledAt} />
                    </>
                  )}
                </small>
                {node.comment && <p className="text hint">{node.comment}</p>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
