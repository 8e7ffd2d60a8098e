import { useRef } from 'react';
import { inWords } from '../parts/words.ts';
import { Choice, chosenOf } from './choice.tsx';
import { join, type Fields, type Issues } from './fields.ts';
import { FileField } from './file-field.tsx';
import { type Field, type InputTypes, shapeOf } from './input-types.ts';
import { ListField, type ListItem } from './list-field.tsx';
import { ScalarField } from './scalar-field.tsx';
import type { UploadedObject } from './upload.ts';
import { WithCode } from '../parts/with-code.tsx';

/** An object of storage. */
const storedInput = 'S3ObjectInput';

interface InputContext {
  types: InputTypes;
  issues: Issues;
}

interface ObjectFieldsProps extends InputContext {
  typeName: string;
  value: Fields;
  path: string;
  /** Fields that have a place elsewhere. */
  except?: readonly string[];
  onChange(value: Fields): void;
}

/** The fields of an input object, one below the other; of one where exactly one is given, a choice. */
export function ObjectFields({ typeName, value, path, except = [], onChange, types, issues }: ObjectFieldsProps) {
  // What is uploaded comes to a field as it is then, not as it was when the file was dropped.
  const latest = useRef(value);
  latest.current = value;
  const type = types.type(typeName);
  const fields = (type?.inputFields ?? []).filter(({ name }) => !except.includes(name)).toSorted(requiredFirst);
  const context = { types, issues };
  const take = (next: Fields) => {
    latest.current = next;
    onChange(next);
  };
  const set = (name: string, one: unknown) => {
    const next = { ...latest.current };
    if (one === undefined) delete next[name];
    else next[name] = one;
    take(next);
  };
  if (type?.isOneOf) {
    const chosen = chosenOf(fields, value);
    return (
      <div className="stack">
        {fields.length > 1 && (
          <Choice
            names={fields.map(({ name }) => name)}
            chosen={chosen?.name}
            problem={issues.get(path)}
            onChange={(name) => take(name === '' ? {} : { [name]: emptyOf(fieldOf(fields, name), types) })}
          />
        )}
        {chosen && (
          <InputField
            key={chosen.name}
            field={chosen}
            always
            path={join(path, chosen.name)}
            value={value[chosen.name]}
            onChange={(one) => take({ [chosen.name]: one ?? emptyOf(chosen, types) })}
            {...context}
          />
        )}
      </div>
    );
  }
  return (
    <div className="stack">
      {fields.map((field) => (
        <InputField
          key={field.name}
          field={field}
          path={join(path, field.name)}
          value={value[field.name]}
          onChange={(one) => set(field.name, one)}
          {...context}
        />
      ))}
    </div>
  );
}

interface InputFieldProps extends InputContext {
  field: Field;
  value: unknown;
  path: string;
  /** Shown open although it need not be given. */
  always?: boolean;
  onChange(value: unknown): void;
}

function InputField({ field, value, path, always, onChange, types, issues }: InputFieldProps) {
  const { name, list, required } = shapeOf(field.type);
  const type = types.type(name);
  const label = inWords(field.name);
  const common = { label, hint: field.description, problem: issues.get(path), types, issues, path, onChange };
  if (list) {
    return (
      <ListField
        {...common}
        value={value as unknown[] | undefined}
        empty={type?.kind === 'INPUT_OBJECT' ? {} : ''}
        ofFile={ofFile(name, types)}
        render={(item) => <Item item={item} typeName={name} types={types} issues={issues} />}
      />
    );
  }
  if (name === storedInput) {
    return <FileField {...common} value={value as Fields | undefined} required={required} />;
  }
  if (type?.kind !== 'INPUT_OBJECT') {
    return <ScalarField {...common} typeName={name} value={value} required={required} />;
  }
  const given = required || always || value !== undefined;
  return (
    <fieldset className="group">
      <legend>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </legend>
      {field.description && (
        <p className="hint">
          <WithCode text={field.description} />
        </p>
      )}
      {common.problem && !type.isOneOf && (
        <p className="problem" role="alert">
          {common.problem}
        </p>
      )}
      {given && (
        <ObjectFields
          typeName={name}
          value={(value ?? {}) as Fields}
          path={path}
          onChange={onChange}
          types={types}
          issues={issues}
        />
      )}
      {!required && !always && (
        <button type="button" className="small" onClick={() => onChange(given ? undefined : {})}>
          {given ? `Leave out ${label.toLowerCase()}` : `Set ${label.toLowerCase()}`}
        </button>
      )}
    </fieldset>
  );
}

function Item({ item, typeName, types, issues }: InputContext & { item: ListItem; typeName: string }) {
  const fields = (item.value ?? {}) as Fields;
  if (typeName === storedInput) return <FileField {...item} value={fields} issues={issues} required />;
  if (types.type(typeName)?.kind === 'INPUT_OBJECT') {
    return <ObjectFields {...item} typeName={typeName} value={fields} types={types} issues={issues} />;
  }
  return <ScalarField {...item} typeName={typeName} types={types} required />;
}

/** What is stored itself, or an input of which only that is required. */
function ofFile(typeName: string, types: InputTypes): ((object: UploadedObject) => unknown) | undefined {
  if (typeName === storedInput) return (object) => object;
  const fields = types.type(typeName)?.inputFields ?? [];
  const [only, ...others] = fields.filter(({ type }) => shapeOf(type).required);
  if (!only || others.length > 0) return undefined;
  const { name, list } = shapeOf(only.type);
  return name === storedInput && !list ? (object) => ({ [only.name]: object }) : undefined;
}

function emptyOf(field: Field | undefined, types: InputTypes): unknown {
  if (!field) return undefined;
  const { name, list } = shapeOf(field.type);
  if (list) return [];
  return types.type(name)?.kind === 'INPUT_OBJECT' ? {} : '';
}

const fieldOf = (fields: readonly Field[], name: string) => fields.find((field) => field.name === name);

const requiredFirst = (a: Field, b: Field) => Number(shapeOf(b.type).required) - Number(shapeOf(a.type).required);
