import type { ApiClient } from './api/client.ts';
import { refusal, refused, type Refusal } from './api/refusal.ts';
import { ApiFailure } from './api/failures.ts';
import type { SchedulesCommand } from './arguments/schedules.ts';
import { exitCodes } from './exit-codes.ts';
import { plain } from './plain.ts';
import { readText } from './read-text.ts';
import { print, printJson } from './terminal.ts';

interface Applied extends Refusal {
  created: number;
  changed: number;
  deleted: number;
  same: number;
  steps: { kind: keyof typeof signs; name: string; differences: string[] }[];
  failures: { name: string; message: string }[];
  problems?: { line: number; column: number; field: string; message: string }[];
}

const signs = { CREATE: '+', CHANGE: '~', DELETE: '-' };

const applySchedules = /* GraphQL */ `
  mutation ($file: String!, $dryRun: Boolean!) {
    applied: applySchedules(file: $file, dryRun: $dryRun) {
      ${refusal}
      ... on SchedulesApplied {
        created
        changed
        deleted
        same
        steps {
          kind
          name
          differences
        }
        failures {
          name
          message
        }
      }
      ... on SchedulesFileError {
        problems {
          line
          column
          field
          message
        }
      }
    }
  }
`;

/** Has schedules be as a file says, or says what that takes. */
export async function schedules(client: ApiClient, { file, dryRun, json }: SchedulesCommand): Promise<number> {
  const text = await readText(file);
  const { applied } = await client.mutate<{ applied: Applied }>(applySchedules, { file: text, dryRun });
  if (applied.__typename !== 'SchedulesApplied') throw refusalOf(file, applied);
  const { __typename: _type, ...outcome } = applied;
  if (json) printJson({ dryRun, ...outcome });
  else print(inWords(applied, dryRun));
  const { failures } = applied;
  if (failures.length === 0) return exitCodes.done;
  const lines = failures.map(({ name, message }) => `${name}: ${message}`);
  throw new ApiFailure('NOT_APPLIED', lines.join('\n'));
}

/** A line for each schedule, one for each field that is something else, and the sum. */
function inWords({ steps, created, changed, deleted, same }: Applied, dryRun: boolean): string {
  const lines = steps.flatMap(({ kind, name, differences }) => [
    `${signs[kind]} ${kind.toLowerCase()} ${name}`,
    ...differences.map((difference) => `    ${plain(difference)}`),
  ]);
  const to = dryRun ? 'to ' : '';
  const [create, change, remove] = dryRun ? ['create', 'change', 'delete'] : ['created', 'changed', 'deleted'];
  const sum = `${created} ${to}${create}, ${changed} ${to}${change}, ${deleted} ${to}${remove}, ${same} as they are.`;
  return [...lines, sum].join('\n');
}

/** Where in the file it is, as editors know it. */
function refusalOf(file: string, applied: Applied): ApiFailure {
  const failure = refused(applied);
  if (!applied.problems) return failure;
  const lines = applied.problems.map(
    ({ line, column, field, message }) => `${file}:${line}:${column}: ${field ? `${field}: ` : ''}${message}`,
  );
  return new ApiFailure(failure.code, lines.join('\n'));
}
