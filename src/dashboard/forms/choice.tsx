import { inWords } from '../parts/words.ts';
import { FormField } from './field.tsx';
import type { Fields } from './fields.ts';
import type { Field } from './input-types.ts';

interface ChoiceProps {
  names: readonly string[];
  chosen: string | undefined;
  problem: string | undefined;
  /** The empty name takes the choice back. */
  onChange(name: string): void;
}

/** Which field of an input is given of which exactly one is. None is until somebody chooses, so that what is shown is what is sent. */
export function Choice({ names, chosen, problem, onChange }: ChoiceProps) {
  return (
    <FormField label="Which" required problem={problem}>
      {(frame) => (
        <select {...frame} value={chosen ?? ''} onChange={({ target }) => onChange(target.value)}>
          <option value="">Choose …</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {inWords(name)}
            </option>
          ))}
        </select>
      )}
    </FormField>
  );
}

/** Where there is one field only, there is nothing to choose. */
export const chosenOf = (fields: readonly Field[], value: Fields): Field | undefined =>
  fields.length === 1 ? fields[0] : fields.find(({ name }) => isGiven(value[name]));

const isGiven = (value: unknown) => value !== undefined && value !== null;
