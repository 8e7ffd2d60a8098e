import type { Finding } from '../../services/doctor/finding.ts';
import { table } from '../table.ts';

/** A table of what was found, and below it, for each thing that is wrong, what to do. */
export function findingsInWords(findings: readonly Finding[]): string {
  const rows = findings.map(({ state, name, measured }) => [state, name, measured]);
  const todos = findings.flatMap(({ name, todo }) => (todo === null ? [] : [[name, todo]]));
  const parts = [table(['STATE', 'CHECK', 'MEASURED'], rows)];
  if (todos.length > 0) parts.push(table(['CHECK', 'TO DO'], todos));
  return parts.join('\n\n');
}
