import { useQuery } from '../api/use-query.ts';
import { AuditLogDocument } from '../operations/generated.ts';
import { Time } from '../parts/time.tsx';

/** The newest of what was done here, and by whom. */
export function AuditLog() {
  const { data } = useQuery(AuditLogDocument, {});
  if (!data || data.auditLog.edges.length === 0) return null;
  return (
    <section>
      <h2>Audit log</h2>
      <div className="scroll" tabIndex={0} role="region" aria-label="Audit log">
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">How it went</th>
            </tr>
          </thead>
          <tbody>
            {data.auditLog.edges.map(({ node: { id, at, actor, action, outcome } }) => (
              <tr key={id}>
                <td>
                  <Time at={at} />
                </td>
                <td className="breakable">{actor}</td>
                <td>{action}</td>
                <td>{outcome}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
