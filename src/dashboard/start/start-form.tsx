import { useEffect, useState, type FormEvent } from 'react';
import { ask } from '../api/ask.ts';
import { asFailure } from '../api/failure.ts';
import { Link, runPath } from '../app/link.tsx';
import { navigate, useLocation } from '../app/location.ts';
import { asInput } from '../forms/as-input.ts';
import type { Fields, Issues } from '../forms/fields.ts';
import { ObjectFields } from '../forms/object-field.tsx';
import { shapeOf, type InputTypes } from '../forms/input-types.ts';
import { RunInputDocument, type WorkflowsQuery } from '../operations/generated.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { WithCode } from '../parts/with-code.tsx';
import { inWords } from '../parts/words.ts';
import { mutationText, sendStart } from './send-start.ts';

type Workflow = WorkflowsQuery['workflows'][number];

interface StartFormProps {
  workflow: Workflow;
  types: InputTypes;
  /** Whether one run for each of many inputs is started. */
  many: boolean;
}

export function StartForm({ workflow, types, many }: StartFormProps) {
  const [input, setInput] = useState<Fields>({});
  const [options, setOptions] = useState<Fields>({});
  const [issues, setIssues] = useState<Issues>(new Map());
  const [problem, setProblem] = useState<{ text: string; run?: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const batch = `${workflow.startMutation}Batch`;
  const mutation = many ? batch : workflow.startMutation;
  const inputType = types.argument(mutation, 'input');
  const optionsType = types.argument(mutation, 'options');
  useInputOf(inputType ? shapeOf(inputType).name : '', types, setInput);
  if (!inputType || !optionsType) return <p className="problem">The schema has no form for this.</p>;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    setIssues(new Map());
    try {
      const outcome = await sendStart(mutation, { input, options }, { inputType, optionsType });
      if ('id' in outcome) return navigate(runPath(outcome.id));
      setProblem({ text: outcome.message, run: outcome.run?.id });
      setIssues(new Map(outcome.issues?.map((issue) => [issue.path.join('.'), issue.message])));
    } catch (error) {
      setProblem({ text: asFailure(error).message });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="start-form" noValidate>
      <p>
        <Link to="/start">All workflows</Link>
      </p>
      <h1>{inWords(workflow.name)}</h1>
      <p>
        <WithCode text={workflow.description} />
      </p>
      {types.argument(batch, 'input') && (
        <p className="tabs">
          <Link to={`/start/${workflow.name}`} aria-current={many ? undefined : 'true'}>
            One
          </Link>{' '}
          <Link to={`/start/${workflow.name}?many=1`} aria-current={many ? 'true' : undefined}>
            Many at once
          </Link>
        </p>
      )}
      <ObjectFields
        typeName={shapeOf(inputType).name}
        value={input}
        path=""
        onChange={setInput}
        types={types}
        issues={issues}
      />
      <details>
        <summary>Options</summary>
        <ObjectFields
          typeName={shapeOf(optionsType).name}
          value={options}
          path="options"
          onChange={setOptions}
          types={types}
          issues={issues}
        />
      </details>
      {problem && (
        <p className="problem" role="alert">
          {problem.text} {problem.run && <Link to={runPath(problem.run)}>Look at that run</Link>}
        </p>
      )}
      <div className="actions">
        <button type="submit" className="primary" disabled={busy}>
          {busy ? 'Starting …' : 'Start'}
        </button>
      </div>
      <details>
        <summary>The same as a mutation</summary>
        <CopyText
          label="GraphQL"
          lines={14}
          text={mutationText(mutation, { input, options }, { inputType, optionsType }, types)}
        />
      </details>
    </form>
  );
}

/** The input of the run that shall be run again, as the address says. */
function useInputOf(typeName: string, types: InputTypes, set: (input: Fields) => void) {
  const { search } = useLocation();
  const from = new URLSearchParams(search).get('from');
  useEffect(() => {
    if (!from) return;
    ask(RunInputDocument, { id: from }).then(
      ({ run }) => run?.inputJson && set(asInput(run.inputJson, typeName, types) as Fields),
      () => undefined, // then the form is empty, as without it
    );
  }, [from, typeName, types, set]);
}
