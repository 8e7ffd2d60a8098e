import { useEffect, useRef, useState, type FormEvent } from 'react';
import { asFailure } from '../api/failure.ts';
import { Link, runPath } from '../app/link.tsx';
import { navigate } from '../app/location.ts';
import { issuesOf, type Fields, type Issues } from '../forms/fields.ts';
import { focusWrong } from '../forms/focus-wrong.ts';
import { shapeOf, type InputTypes } from '../forms/input-types.ts';
import { findMissing } from '../forms/missing.ts';
import { ObjectFields } from '../forms/object-field.tsx';
import { UploadsBegin, useUploadsGoing } from '../forms/use-upload.ts';
import type { WorkflowsQuery } from '../operations/generated.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { WithCode } from '../parts/with-code.tsx';
import { inWords } from '../parts/words.ts';
import { mutationText, sendStart } from './send-start.ts';

type Workflow = WorkflowsQuery['workflows'][number];

export interface StartFormProps {
  workflow: Workflow;
  types: InputTypes;
  /** Whether one run for each of many inputs is started. */
  many: boolean;
  /** What the form begins with. */
  former?: Fields;
}

export function StartForm({ workflow, types, many, former = {} }: StartFormProps) {
  const [input, setInput] = useState(former);
  const [options, setOptions] = useState<Fields>({});
  const [issues, setIssues] = useState<Issues>(new Map());
  const [problem, setProblem] = useState<{ text: string; run?: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const { going, begin } = useUploadsGoing();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (form.current && issues.size > 0) focusWrong(form.current);
  }, [issues]);
  const batch = `${workflow.startMutation}Batch`;
  const mutation = many ? batch : workflow.startMutation;
  const inputType = types.argument(mutation, 'input');
  const optionsType = types.argument(mutation, 'options');
  if (!inputType || !optionsType) return <p className="problem">The schema has no form for this.</p>;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    const missing = new Map([
      ...findMissing(shapeOf(inputType).name, input, '', types),
      ...findMissing(shapeOf(optionsType).name, options, 'options', types),
    ]);
    setIssues(missing);
    if (missing.size > 0) return setProblem({ text: 'It is not started yet: see what is marked above.' });
    setBusy(true);
    try {
      const outcome = await sendStart(mutation, { input, options }, { inputType, optionsType });
      if ('id' in outcome) return navigate(runPath(outcome.id));
      setProblem({ text: outcome.message, run: outcome.run?.id });
      setIssues(issuesOf(outcome.issues ?? []));
    } catch (error) {
      setProblem({ text: asFailure(error).message });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form ref={form} onSubmit={(event) => void submit(event)} className="start-form" noValidate>
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
      <UploadsBegin value={begin}>
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
      </UploadsBegin>
      {problem && (
        <p className="problem" role="alert">
          {problem.text} {problem.run && <Link to={runPath(problem.run)}>Look at that run</Link>}
        </p>
      )}
      <div className="actions">
        <button type="submit" className="primary" disabled={busy || going > 0}>
          {busy ? 'Starting …' : 'Start'}
        </button>
        {going > 0 && (
          <span role="status" className="hint">
            Wait until {going === 1 ? 'the file is' : 'the files are'} uploaded.
          </span>
        )}
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
