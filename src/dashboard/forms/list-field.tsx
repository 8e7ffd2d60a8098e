import { useRef, type ReactNode } from 'react';
import { join, type Issues } from './fields.ts';
import { FilesDrop } from './files-drop.tsx';
import type { UploadedObject } from './upload.ts';
import { WithCode } from '../parts/with-code.tsx';

/** One item of a list, for whoever knows how items look. */
export interface ListItem {
  label: string;
  problem: string | undefined;
  path: string;
  value: unknown;
  onChange(value: unknown): void;
}

interface ListFieldProps {
  label: string;
  hint?: string | null;
  problem: string | undefined;
  issues: Issues;
  path: string;
  value: readonly unknown[] | undefined;
  /** What a new item begins as. */
  empty: unknown;
  /** The item that is made of a file; undefined where items are no such thing. */
  ofFile: ((object: UploadedObject) => unknown) | undefined;
  render(item: ListItem): ReactNode;
  onChange(value: unknown): void;
}

/** Items one below the other, with a way to add one and to take one out. */
export function ListField({
  label,
  hint,
  problem,
  issues,
  path,
  value = [],
  empty,
  ofFile,
  render,
  onChange,
}: ListFieldProps) {
  const latest = useRef(value);
  latest.current = value;
  const append = (one: unknown) => {
    // More files may come before this is shown.
    latest.current = [...latest.current, one];
    onChange(latest.current);
  };
  const set = (n: number, one: unknown) => onChange(value.map((old, index) => (index === n ? (one ?? empty) : old)));
  const remove = (n: number) => {
    const rest = value.filter((_one, index) => index !== n);
    onChange(rest.length > 0 ? rest : undefined);
  };
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      {hint && (
        <p className="hint">
          <WithCode text={hint} />
        </p>
      )}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {value.map((item, n) => {
        const at = join(path, n);
        const name = `${label} ${n + 1}`;
        return (
          <div key={at} className="list-item">
            {render({ label: name, problem: issues.get(at), path: at, value: item, onChange: (one) => set(n, one) })}
            <button type="button" className="small quiet" aria-label={`Remove ${name}`} onClick={() => remove(n)}>
              Remove
            </button>
          </div>
        );
      })}
      {ofFile && <FilesDrop label={label} onUploaded={(object) => append(ofFile(object))} />}
      <button type="button" className="small" onClick={() => append(empty)}>
        Add
      </button>
    </fieldset>
  );
}
