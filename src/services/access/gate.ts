import type { Database } from '../../platform/db/database.ts';
import { createAuthenticate, type Authenticate, type AuthenticateOptions } from './authenticate.ts';
import type { Rates } from './rates.ts';
import { recentlyRevoked } from './revocations.ts';

/** Who is let in, and for how long. */
export interface Gate {
  authenticate: Authenticate;
  /** Counts an operation. Throws RateLimitedError. */
  count: Rates['count'];
  /** The actors whose key or token was revoked in the last minutes. */
  recentlyRevoked(): Promise<ReadonlySet<string>>;
}

interface GateOptions extends AuthenticateOptions {
  database: Database;
  rates: Rates;
}

export const createGate = ({ database, rates, ...options }: GateOptions): Gate => ({
  authenticate: createAuthenticate(options),
  count: rates.count,
  recentlyRevoked: () => recentlyRevoked(database),
});
