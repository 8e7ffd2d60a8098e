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

/** The edits that change something; null when none does. */
export function changed(edits: Edits, show: Edits): Edits | null {
  const entries = Object.entries(edits).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(show[name]));
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}
