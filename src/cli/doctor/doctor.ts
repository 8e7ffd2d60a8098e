import type { Finding } from '../../services/doctor/finding.ts';
import type { ApiClient } from '../api/client.ts';
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
  const answer = await client.query<{ doctor: { healthy: boolean; checks: Finding[] } }>(examine);
  const { healthy, checks } = answer.doctor;
  if (json) for (const check of checks) printJson(check);
  else print(findingsInWords(checks));
  return healthy ? exitCodes.done : exitCodes.failed;
}
