import { FormField, type FieldFrame } from './field.tsx';
import type { InputTypes } from './input-types.ts';

interface ScalarFieldProps {
  label: string;
  hint?: string | null;
  problem: string | undefined;
  required: boolean;
  typeName: string;
  types: InputTypes;
  value: unknown;
  onChange(value: unknown): void;
}

/** Texts that are more than a word. */
const long = /prompt|caption|text|message|question|note|description|voice|transcript/i;

export function ScalarField({ label, hint, problem, required, ...input }: ScalarFieldProps) {
  return (
    <FormField label={label} hint={hint} problem={problem} required={required}>
      {(frame) => <Scalar {...input} long={long.test(label)} usual={usualIn(hint)} required={required} frame={frame} />}
    </FormField>
  );
}

interface ScalarProps extends Pick<ScalarFieldProps, 'typeName' | 'types' | 'value' | 'onChange' | 'required'> {
  frame: FieldFrame;
  long: boolean;
  /** What it is where it is not given. */
  usual: string | undefined;
}

/** An empty field is one that is not given. */
function Scalar({ typeName, types, value, onChange, frame, required, long, usual }: ScalarProps) {
  const text = asText(value);
  const options = types.type(typeName)?.enumValues;
  if (options || typeName === 'Boolean') {
    const choices = options?.map(({ name }) => name) ?? ['true', 'false'];
    return (
      <select
        {...frame}
        value={text}
        onChange={({ target }) =>
          onChange(target.value === '' ? undefined : options ? target.value : target.value === 'true')
        }
      >
        <option value="">{required ? 'Choose …' : usual ? `Default: ${usual}` : 'Not given'}</option>
        {choices.map((name) => (
          <option key={name} value={name}>
            {options ? name : name === 'true' ? 'Yes' : 'No'}
          </option>
        ))}
      </select>
    );
  }
  if (['Int', 'Float', 'SafeInt'].includes(typeName)) {
    return (
      <input
        {...frame}
        type="number"
        step={typeName === 'Float' ? 'any' : 1}
        placeholder={usual}
        value={text}
        onChange={({ target }) => onChange(target.value === '' ? undefined : Number(target.value))}
      />
    );
  }
  if (typeName === 'DateTime') return <DateTime frame={frame} value={text} onChange={onChange} />;
  const take = (written: string) => onChange(written === '' ? undefined : written);
  if (typeName === 'JSON' || long) {
    return <textarea {...frame} rows={3} value={text} onChange={({ target }) => take(target.value)} />;
  }
  return (
    <input {...frame} type="text" placeholder={usual} value={text} onChange={({ target }) => take(target.value)} />
  );
}

/** Shown by the clock of whoever looks, sent as a moment. */
function DateTime({ frame, value, onChange }: { frame: FieldFrame; value: string; onChange(value: unknown): void }) {
  const at = Date.parse(value);
  const local = Number.isNaN(at)
    ? ''
    : new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  return (
    <input
      {...frame}
      type="datetime-local"
      value={local}
      onChange={({ target }) => onChange(target.value === '' ? undefined : new Date(target.value).toISOString())}
    />
  );
}

/** Descriptions of the schema say what applies where nothing is given: as `Default: 90.`, or in a sentence that is too long for a field. */
const usualIn = (hint: string | null | undefined) =>
  /\bDefault: ([^:]{1,24}?)\.(?:\s|$)/.exec(hint ?? '')?.[1]?.replaceAll('`', '');

/** What of a value can stand in a field. */
export const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
