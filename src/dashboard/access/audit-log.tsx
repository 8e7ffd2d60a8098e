import { useState } from 'react';
import { useQuery } from '../api/use-query.ts';
import { AuditLogDocument } from '../operations/generated.ts';
import { Failed } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';

/** What was done here, and by whom, the newest first. */
export function AuditLog() {
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  const { data, failure, loading, reload } = useQuery(AuditLogDocument, { after: pages.at(-1) });
  if (failure) return <Failed failure={failure} retry={reload} />;
  if (!data || (data.auditLog.edges.length === 0 && pages.length === 1)) return null;
  const { edges, pageInfo } = data.auditLog;
  return (
    <section>
      <h2>Audit log</h2>
      <div className="scroll" tabIndex={0} role="region" aria-label="Audit log" aria-busy={loading}>
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">To what</th>
              <th scope="col">How it went</th>
            </tr>
          </thead>
          <tbody>
            {edges.map(({ node: { id, at, actor, action, targets, outcome } }) => (
              <tr key={id}>
                <td className="fixed">
                  <Time at={at} />
                </td>
                <td className="fixed">{actor}</td>
                <td>{action}</td>
                <td className="cut" title={targets.join(', ')}>
                  {targets.join(', ')}
                </td>
                <td>{outcome}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="actions">
        <button
          type="button"
          className="small"
          disabled={loading || pages.length === 1}
          onClick={() => setPages(pages.slice(0, -1))}
        >
          Newer
        </button>
        <button
          type="button"
          className="small"
          disabled={loading || !pageInfo.hasNextPage}
          onClick={() => setPages([...pages, pageInfo.endCursor])}
        >
          Older
        </button>
      </div>
    </section>
  );
}
