import { useState } from 'react';
import { navigate } from '../app/location.ts';
import { statuses, statusWord } from '../parts/status.tsx';
import { sinces, withParam } from './filter.ts';

/** What narrows the list, kept in the address. */
export function FilterBar({ search, workflows }: { search: string; workflows: readonly { name: string }[] }) {
  const params = new URLSearchParams(search);
  const chosen = params.getAll('status');
  const set = (name: string, value: string | readonly string[]) =>
    navigate(`/runs${withParam(search, name, value)}`, { replace: true });
  return (
    <form className="filters" role="search" aria-label="Runs" onSubmit={(event) => event.preventDefault()}>
      <fieldset className="chips">
        <legend className="visually-hidden">Status</legend>
        {statuses.map((status) => (
          <label key={status} className="chip">
            <input
              type="checkbox"
              checked={chosen.includes(status)}
              onChange={({ target }) =>
                set('status', target.checked ? [...chosen, status] : chosen.filter((one) => one !== status))
              }
            />
            <span>{statusWord(status)}</span>
          </label>
        ))}
      </fieldset>
      <select
        aria-label="Workflow"
        value={params.get('workflow') ?? ''}
        onChange={({ target }) => set('workflow', target.value)}
      >
        <option value="">All workflows</option>
        {workflows.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label="Started"
        value={params.get('since') ?? ''}
        onChange={({ target }) => set('since', target.value)}
      >
        <option value="">At any time</option>
        {sinces.map(({ value, title }) => (
          <option key={value} value={value}>
            In the {title}
          </option>
        ))}
      </select>
      <LabelFilter key={params.get('label')} value={params.get('label') ?? ''} set={(label) => set('label', label)} />
    </form>
  );
}

function LabelFilter({ value, set }: { value: string; set(label: string): void }) {
  const [text, setText] = useState(value);
  const wrong = text !== '' && !/^[^=]+=/.test(text);
  const take = () => text !== value && !wrong && set(text);
  return (
    <input
      aria-invalid={wrong}
      title={wrong ? 'Write it as key=value.' : undefined}
      type="search"
      aria-label="Label, as key=value"
      placeholder="Label: key=value"
      value={text}
      onChange={({ target }) => setText(target.value)}
      onBlur={take}
      onKeyDown={({ key }) => key === 'Enter' && take()}
    />
  );
}
