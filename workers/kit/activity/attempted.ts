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
    const begun = performance.now();
    let outcome = 'failed';
    try {
      const output = await work(attempt, raw);
      outcome = 'completed';
      return output;
    } catch (error) {
      throw await attempt.fail(error, allowedAttempts(effort));
    } finally {
      attempt.close();
      attempt.context.log.info({ outcome, ms: Math.round(performance.now() - begun) }, 'attempt at an activity');
    }
  };
}
