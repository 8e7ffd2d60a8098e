import type { ApiClient } from './api/client.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { pages, type Connection } from './pages.ts';
import { table } from './table.ts';
import { print, printError, printJson } from './terminal.ts';

interface Entry {
  id: string;
  at: string;
  actor: string;
  action: string;
  targets: string[];
  inputHash: string | null;
  outcome: string;
}

const auditLog = /* GraphQL */ `
  query ($actor: String, $first: Int, $after: String) {
    page: auditLog(actor: $actor, first: $first, after: $after) {
      edges {
        node {
          id
          at
          actor
          action
          targets
          inputHash
          outcome
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

/** Shows who did what, the newest first. */
export async function audit(
  client: ApiClient,
  { actor, limit, json }: Extract<Command, { do: 'audit' }>,
): Promise<number> {
  const pageAt = async (first: number, after: string | null) =>
    (await client.query<{ page: Connection<Entry> }>(auditLog, { actor, first, after })).page;
  const found = await pages(pageAt, limit);
  if (json) for (const entry of found) printJson(entry);
  else if (found.length === 0) printError('There are no such entries.');
  else print(table(['AT', 'ACTOR', 'ACTION', 'OUTCOME', 'TARGETS'], found.map(rowOf)));
  return exitCodes.done;
}

const rowOf = ({ at, actor, action, outcome, targets }: Entry) => [at, actor, action, outcome, targets.join(' ')];
