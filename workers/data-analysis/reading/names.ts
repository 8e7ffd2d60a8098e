const longest = 200;

/** Names of so many columns, each once: a second `price` becomes `price_2`, one without a name `column_3`. */
export function namesOf(given: readonly string[], width: number): string[] {
  const names: string[] = [];
  const used = new Set<string>();
  for (let at = 0; at < width; at++) {
    const base =
      (given[at] ?? '')
        .replaceAll(/[\p{Cc}\s]+/gu, ' ')
        .trim()
        .slice(0, longest) || `column_${at + 1}`;
    let name = base;
    // DuckDB does not tell upper from lower case.
    for (let n = 2; used.has(name.toLowerCase()); n++) name = `${base}_${n}`;
    used.add(name.toLowerCase());
    names.push(name);
  }
  return names;
}
