import { useQuery } from '../api/use-query.ts';
import { Link } from '../app/link.tsx';
import { useLocation } from '../app/location.ts';
import { useInputTypes } from '../forms/use-input-types.ts';
import { WorkflowsDocument } from '../operations/generated.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { WithCode } from '../parts/with-code.tsx';
import { StartAgain } from './start-again.tsx';
import { StartForm } from './start-form.tsx';

/** Everything that can be started, or the form of one. */
export function StartPage({ name }: { name: string }) {
  const asked = new URLSearchParams(useLocation().search);
  const many = asked.has('many');
  const from = asked.get('from');
  const { data, failure, reload } = useQuery(WorkflowsDocument, {});
  const { types, problem } = useInputTypes();
  if (failure) return <Failed failure={failure} retry={reload} />;
  if (problem) return <Failed failure={problem} />;
  if (!data || !types) return <Loading what="what can be started" />;
  const workflow = data.workflows.find((one) => one.name === name);
  if (workflow) {
    const form = { workflow, types, many };
    return from && !many ? (
      <StartAgain key={`${name} ${from}`} from={from} {...form} />
    ) : (
      <StartForm key={`${name} ${many}`} {...form} />
    );
  }
  return (
    <>
      <h1>Start</h1>
      {name && <p className="problem">There is no workflow {name} here.</p>}
      {data.workflows.length === 0 && <Empty>Your key may start nothing here.</Empty>}
      <ul className="cards">
        {data.workflows.map((one) => (
          <li key={one.name}>
            <Link to={`/start/${one.name}`} className="card">
              <strong>{one.name}</strong>
              <span>
                <WithCode text={one.description} />
              </span>
              <small className="hint">{one.steps.map((step) => step.name).join(' → ')}</small>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
