import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimitedError } from '../../errors.ts';
import { networkOf } from '../../platform/network-of.ts';
import type { Audit } from './audit.ts';

const windowSeconds = 60;
/** More of a kind are not written down, so that nobody fills the audit log from outside. */
const mostWritten = 600;

/**
 * Attempts to come in with a key or token that is none, or not any more. Counted by address, in this process: nobody
 * guesses a key, but each try costs a query.
 */
export function createFailures(audit: Audit, limit: number) {
  const ofAddresses = new RateLimiterMemory({ points: limit, duration: windowSeconds });
  const written = new RateLimiterMemory({ points: mostWritten, duration: windowSeconds });
  return {
    /** Throws RateLimitedError. */
    async assertFew(address: string): Promise<void> {
      const count = await ofAddresses.get(networkOf(address));
      if (!count || count.consumedPoints < limit) return;
      throw new RateLimitedError(
        `More than ${limit} attempts in a minute from this address, with keys or tokens that are not valid.`,
        count.msBeforeNext,
      );
    },

    /** `actor` is whose key or token it once was; null when it never was one. */
    async note(address: string, actor: string | null): Promise<void> {
      await consume(ofAddresses, networkOf(address));
      // Apart, as anyone can make up the others, and so hide what is done with a key that was stolen.
      if (!(await consume(written, actor === null ? 'strangers' : 'known'))) return;
      await audit.record({
        actor: actor ?? 'stranger',
        action: 'authenticate',
        targets: [address],
        outcome: 'UNAUTHENTICATED',
      });
    },
  };
}
export type Failures = ReturnType<typeof createFailures>;

/** False when there is nothing left. */
async function consume(limiter: RateLimiterMemory, key: string): Promise<boolean> {
  try {
    await limiter.consume(key);
    return true;
  } catch (error) {
    if (error instanceof RateLimiterRes) return false;
    throw error;
  }
}
