import type { Finding } from '../../services/doctor/finding.ts';
import type { ApiClient } from '../api/client.ts';
import { UnreachableError } from '../api/failures.ts';
import { exitCodes } from '../exit-codes.ts';
import { print, printJson } from '../terminal.ts';
import { findingsInWords } from './findings-in-words.ts';

const examine = /* GraphQL */ `
  {
    doctor {
      healthy
      checks {
        name
        state
        measured
        todo
      }
    }
  }
`;

/** Has an API look at its deployment. */
export async function doctor(client: ApiClient, json: boolean): Promise<number> {
  const answer = await client
    .query<{ doctor: { healthy: boolean; checks: Finding[] } }>(examine)
    .catch((error: unknown) => {
      if (!(error instanceof UnreachableError)) throw error;
      throw new UnreachableError(`${error.message} Without an API, RUN_MODE=doctor looks by itself.`, { cause: error });
    });
  const { healthy, checks } = answer.doctor;
  if (json) for (const check of checks) printJson(check);
  else print(findingsInWords(checks));
  return healthy ? exitCodes.done : exitCodes.failed;
}
