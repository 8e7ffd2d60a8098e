/** One a line, as JSON in which no tag can be closed: what models are shown as material. */
export const material = (name: string, rows: readonly object[]): string =>
  [`<${name}>`, ...rows.map((row) => JSON.stringify(row).replaceAll('<', '\\u003c')), `</${name}>`].join('\n');
