import { FormField, type FieldFrame } from '../forms/field.tsx';
import { asText } from '../forms/scalar-field.tsx';
import { inWords } from '../parts/words.ts';
import type { EditableField, Edits } from './edits.ts';

interface EditFieldsProps {
  fields: readonly EditableField[];
  edits: Edits;
  onChange(edits: Edits): void;
  issues: ReadonlyMap<string, string>;
  disabled: boolean;
}

/** What may be changed, where it stands. */
export function EditFields({ fields, edits, onChange, issues, disabled }: EditFieldsProps) {
  return fields.map((field) => {
    const { name, hint, value } = field;
    const current = name in edits ? edits[name] : value;
    return (
      <FormField key={name} label={inWords(name)} hint={hint} problem={issues.get(name)}>
        {(frame) => (
          <Input
            field={field}
            value={current}
            frame={frame}
            disabled={disabled}
            onChange={(one) => onChange({ ...edits, [name]: one })}
          />
        )}
      </FormField>
    );
  });
}

interface InputProps {
  field: EditableField;
  value: unknown;
  frame: FieldFrame;
  disabled: boolean;
  onChange(value: unknown): void;
}

function Input({ field: { kind }, value, frame, disabled, onChange }: InputProps) {
  const common = { ...frame, disabled };
  if (kind === 'boolean') {
    return (
      <input {...common} type="checkbox" checked={value === true} onChange={({ target }) => onChange(target.checked)} />
    );
  }
  if (kind === 'number') {
    return (
      <input
        {...common}
        type="number"
        step="any"
        value={asText(value)}
        onChange={({ target }) => onChange(target.value === '' ? undefined : Number(target.value))}
      />
    );
  }
  if (kind === 'texts') {
    const words = Array.isArray(value) ? value.map(String) : [];
    return (
      <textarea
        {...common}
        rows={2}
        defaultValue={words.join(' ')}
        onChange={({ target }) => onChange(wordsIn(target.value))}
      />
    );
  }
  const text = typeof value === 'string' ? value : '';
  return (
    <textarea
      {...common}
      rows={Math.min(14, Math.max(1, Math.ceil(text.length / 60) + text.split('\n').length - 1))}
      value={text}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

const wordsIn = (text: string) => text.split(/[\s,]+/).filter(Boolean);
