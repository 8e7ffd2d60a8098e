import type { ApiClient } from './api/client.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { pages, type Connection } from './pages.ts';
import { minute, table } from './table.ts';
import { print, printError, printJson } from './terminal.ts';

interface ListedRun {
  id: string;
  workflow: string;
  workflowId: string;
  status: string;
  startedAt: string;
  closedAt: string | null;
  progress: { percent: number | null; step: string | null };
}

const listRuns = /* GraphQL */ `
  query ($filter: RunFilter, $first: Int, $after: String) {
    page: runs(filter: $filter, first: $first, after: $after) {
      edges {
        node {
          id
          workflow
          workflowId
          status
          startedAt
          closedAt
          progress {
            percent
            step
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

/** Lists runs, the newest first. */
export async function runs(
  client: ApiClient,
  { filter, limit, json }: Extract<Command, { do: 'runs' }>,
): Promise<number> {
  const pageAt = async (first: number, after: string | null) =>
    (await client.query<{ page: Connection<ListedRun> }>(listRuns, { filter, first, after })).page;
  const found = await pages(pageAt, limit);
  if (json) for (const run of found) printJson(run);
  else if (found.length === 0) printError('There are no such runs.');
  else print(table(['STARTED', 'TOOK', 'WORKFLOW', 'STATUS', 'PROGRESS', 'ID'], found.map(rowOf)));
  return exitCodes.done;
}

const rowOf = ({ id, workflow, status, startedAt, closedAt, progress: { percent, step } }: ListedRun) => [
  minute(startedAt),
  closedAt ? took(startedAt, closedAt) : '',
  workflow,
  status,
  [percent === null ? '' : `${Math.floor(percent)}%`, step ?? ''].filter(Boolean).join(' '),
  id,
];

function took(from: string, to: string): string {
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
