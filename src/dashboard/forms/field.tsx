import { useId, type ReactNode } from 'react';
import { WithCode } from '../parts/with-code.tsx';

export interface FieldFrame {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
  'aria-required': boolean | undefined;
}

interface FieldProps {
  label: string;
  hint?: string | null;
  required?: boolean;
  problem: string | undefined;
  children(frame: FieldFrame): ReactNode;
}

/** A label, an input, what it means, and what is wrong with it. */
export function FormField({ label, hint, required, problem, children }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ');
  return (
    <div className={problem ? 'field wrong' : 'field'}>
      <label className="label" htmlFor={id}>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': problem ? true : undefined,
        'aria-required': required || undefined,
      })}
      {hint && (
        <span id={`${id}-hint`} className="hint">
          <WithCode text={hint} />
        </span>
      )}
      {problem && (
        <span id={`${id}-problem`} className="problem" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}
