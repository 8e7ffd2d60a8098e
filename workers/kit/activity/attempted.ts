import { usualHeartbeat } from '../wire/heartbeat-throttle.ts';
import { allowedAttempts, type ActivityContract } from '../contract.ts';
import { openAttempt, type Attempt, type Runtime } from './attempt.ts';

type Effort = Pick<ActivityContract, 'heartbeat' | 'retry' | 'repeatable'>;

/** What every activity is wrapped in: it beats while it works, and what it throws is counted and masked. */
export function attempted<T>(
  type: string,
  effort: Effort,
  runtime: Runtime,
  work: (attempt: Attempt, raw: unknown) => Promise<T>,
) {
  return async (raw: unknown): Promise<T> => {
    const attempt = openAttempt(type, effort.heartbeat ?? usualHeartbeat, runtime);
    try {
      return await work(attempt, raw);
    } catch (error) {
      throw await attempt.fail(error, allowedAttempts(effort));
    } finally {
      attempt.close();
    }
  };
}
