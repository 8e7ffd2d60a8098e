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
  // What is uploaded comes to a field as it is then, not as it was when the file was dropped.
  const latest = useRef(value);
  latest.current = value;
  const keys = useKeys(value.length);
  const take = (next: readonly unknown[]) => {
    latest.current = next;
    onChange(next.length > 0 ? next : undefined);
  };
  const append = (one: unknown) => take([...latest.current, one]);
  const set = (key: number, one: unknown) =>
    take(latest.current.map((old, n) => (keys[n] === key ? (one ?? empty) : old)));
  const remove = (key: number) => {
    const n = keys.indexOf(key);
    keys.splice(n, 1);
    take(latest.current.filter((_one, index) => index !== n));
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
        const key = keys[n]!;
        return (
          <div key={key} className="list-item">
            {render({ label: name, problem: issues.get(at), path: at, value: item, onChange: (one) => set(key, one) })}
            <button type="button" className="small quiet" aria-label={`Remove ${name}`} onClick={() => remove(key)}>
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

/** A name for each item that stays its own when one before it is taken out, with the file that is on its way to it. */
function useKeys(count: number): number[] {
  const made = useRef(0);
  const { current: keys } = useRef<number[]>([]);
  while (keys.length < count) keys.push(made.current++);
  keys.length = count;
  return keys;
}
