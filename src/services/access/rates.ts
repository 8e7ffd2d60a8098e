import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimitedError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import { anyone, type Caller } from './caller.ts';

const windowSeconds = 60;
/** A process takes this part of a limit at a time, so that not every operation costs a query. */
const leases = 50;
/** Callers of whom a process remembers what it has taken. */
const mostRemembered = 10_000;

interface Lease {
  left: number;
  until: number;
}

interface RatesOptions {
  /** Operations a minute for each key or token, over all processes; 0: as many as come. */
  limit: number;
  /** Where processes count together; null when there is only one. */
  database: Database | null;
}

/**
 * Counts operations: every query, mutation and subscription is one, for the key or token it came with. Processes take
 * from one count, so they never let through more than the limit together, and less by what one has taken and not used.
 */
export function createRates({ limit, database }: RatesOptions) {
  const size = database ? Math.max(1, Math.floor(limit / leases)) : 1;
  const taken = createBoundedMap<string, Promise<Lease>>(mostRemembered);
  const common = { keyPrefix: 'operations', points: Math.max(limit, 1), duration: windowSeconds };
  const memory = new RateLimiterMemory(common);
  const limiter = database
    ? new RateLimiterPostgres({
        ...common,
        storeClient: database.pool,
        tableName: 'rate_limits',
        tableCreated: true,
        inMemoryBlockOnConsumed: limit, // who has used it up costs no more queries
        insuranceLimiter: memory, // while the database does not answer
      })
    : memory;

  const take = async (actor: string): Promise<Lease> => {
    const { msBeforeNext } = await limiter.consume(actor, size);
    return { left: size, until: performance.now() + msBeforeNext };
  };
  /** What is taken of a caller's count, or about to be. */
  const leaseOf = (actor: string): Promise<Lease> => {
    const known = taken.get(actor);
    if (known) return known;
    const lease = take(actor);
    taken.set(actor, lease);
    return lease;
  };

  const spend = async (actor: string): Promise<void> => {
    for (;;) {
      const asked = leaseOf(actor);
      const lease = await asked.catch((error: unknown) => {
        if (taken.get(actor) === asked) taken.delete(actor);
        throw error;
      });
      if (lease.left > 0 && performance.now() < lease.until) return void lease.left--;
      if (taken.get(actor) === asked) taken.delete(actor); // used up: of those who wait, the first takes the next
    }
  };

  return {
    /** Throws RateLimitedError. */
    async count({ actor }: Pick<Caller, 'actor'>): Promise<void> {
      if (limit === 0 || actor === anyone.actor) return;
      try {
        await spend(actor);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw new RateLimitedError(
          `More than ${limit} operations in a minute with this key or token: every query, mutation and subscription is one.`,
          error.msBeforeNext,
        );
      }
    },
  };
}
export type Rates = ReturnType<typeof createRates>;
