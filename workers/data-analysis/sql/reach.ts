/** A part of a statement, as DuckDB's `json_serialize_sql` tells it. */
interface Node {
  type?: string;
  table_name?: string;
  schema_name?: string;
  catalog_name?: string;
  function_name?: string;
  function?: Node;
  cte_map?: { map: { key: string; value: { query: { node: Node } } }[] };
}

/** Functions that make rows of what they are given. All others read files, settings or catalogues, or change them. */
const makersOfRows: ReadonlySet<string> = new Set(['range', 'generate_series', 'unnest']);
/** They tell of the machine, or write to its log. */
const tellers: ReadonlySet<string> = new Set(['current_setting', 'getvariable', 'getenv', 'write_log']);

/** What a statement reaches for beside the table, in words; null where it is nothing. */
export function reachOf(statement: unknown, table: string): string | null {
  return beyond(statement, new Set([table]));
}

function beyond(value: unknown, tables: ReadonlySet<string>): string | null {
  if (Array.isArray(value)) return first(value, (one) => beyond(one, tables));
  if (typeof value !== 'object' || value === null) return null;
  const { cte_map: named, ...node } = value as Node;
  const known = new Set(tables);
  // Each may name those before it; itself only where it is recursive.
  for (const { key, value: one } of named?.map ?? []) {
    const name = key.toLowerCase();
    const own = one.query.node.type === 'RECURSIVE_CTE_NODE' ? new Set([...known, name]) : known;
    const found = beyond(one.query, own);
    if (found !== null) return found;
    known.add(name);
  }
  return wordsFor(node, known) ?? first(Object.values(node), (one) => beyond(one, known));
}

function wordsFor(node: Node, tables: ReadonlySet<string>): string | null {
  const { type, table_name: table = '', schema_name: schema, catalog_name: catalog } = node;
  if (type === 'BASE_TABLE' && (schema || catalog || !tables.has(table.toLowerCase()))) return `the table ${table}`;
  const rows = type === 'TABLE_FUNCTION' ? node.function?.function_name : undefined;
  if (rows !== undefined && !makersOfRows.has(rows.toLowerCase())) return `the function ${rows}`;
  const name = node.function_name?.toLowerCase();
  return name !== undefined && tellers.has(name) ? `the function ${name}` : null;
}

function first<T>(values: readonly T[], ask: (value: T) => string | null): string | null {
  for (const value of values) {
    const answer = ask(value);
    if (answer !== null) return answer;
  }
  return null;
}
