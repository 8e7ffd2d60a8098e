import { useQuery } from '../api/use-query.ts';
import { DoctorDocument } from '../operations/generated.ts';
import { Failed, Loading } from '../parts/states.tsx';

const order = { FAILED: 0, WARNING: 1, OK: 2, SKIPPED: 3 } as const;

/** What is wrong with the deployment, and the one thing to do about each of it. */
export function DoctorPage() {
  const { data, failure, loading, reload } = useQuery(DoctorDocument, {});
  const checks = data?.doctor.checks.toSorted((a, b) => order[a.state] - order[b.state]) ?? [];
  return (
    <>
      <div className="page-head">
        <h1>Doctor</h1>
        <button type="button" onClick={reload} disabled={loading}>
          {loading ? 'Looking …' : 'Look again'}
        </button>
      </div>
      {failure && <Failed failure={failure} retry={reload} />}
      {!data && !failure && <Loading what="everything this deployment needs, which may take 15 seconds" />}
      {data && (
        <p role="status">{data.doctor.healthy ? 'Everything works.' : 'Something does not work: it is on top.'}</p>
      )}
      <ul className="checks plain">
        {checks.map(({ name, state, measured, todo }) => (
          <li key={name}>
            <span className={`badge ${state.toLowerCase()}`}>{state.toLowerCase()}</span>
            <div>
              <strong>{name}</strong> <span className="hint text">{measured}</span>
              {todo && <p className="text">{todo}</p>}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
