export type Edits = Record<string, unknown>;

/** A field that whoever decides may change. */
export interface EditableField {
  name: string;
  kind: 'text' | 'texts' | 'number' | 'boolean';
  hint: string | undefined;
  /** As it is now. */
  value: unknown;
}

interface JsonSchema {
  type?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
}

const kinds: Readonly<Record<string, EditableField['kind']>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
};

/** What a JSON Schema lets one change, as far as there is a form for it: texts, lists of words, numbers, yes and no. */
export function editableFields(schema: unknown, show: Edits): EditableField[] {
  return Object.entries((schema as JsonSchema | null)?.properties ?? {}).flatMap(
    ([name, { type, description, items }]) => {
      const kind = type === 'array' ? (items?.type === 'string' ? 'texts' : undefined) : kinds[type ?? ''];
      return kind ? [{ name, kind, hint: description, value: show[name] }] : [];
    },
  );
}

/** The edits that change something; null when none does. What is empty changes nothing where nothing was shown. */
export function changed(edits: Edits, show: Edits): Edits | null {
  const entries = Object.entries(edits).filter(([name, value]) =>
    isGiven(show[name]) ? JSON.stringify(value) !== JSON.stringify(show[name]) : !isEmpty(value),
  );
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}

/** Numbers that were shown and are empty now, by name: that cannot be sent, and the old number would count. */
export const emptied = (fields: readonly EditableField[], edits: Edits): Map<string, string> =>
  new Map(
    fields
      .filter(({ name, kind, value }) => kind === 'number' && name in edits && !isGiven(edits[name]) && isGiven(value))
      .map(({ name }) => [name, 'Must be a number.']),
  );

const isGiven = (value: unknown) => value !== undefined && value !== null;
/** As a field is that nobody has touched. */
const isEmpty = (value: unknown) =>
  !isGiven(value) || value === '' || value === false || (Array.isArray(value) && value.length === 0);
