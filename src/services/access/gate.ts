import type { Database } from '../../platform/db/database.ts';
import { createAuthenticate, type Authenticate, type AuthenticateOptions } from './authenticate.ts';
import { recentlyRevoked } from './revocations.ts';

/** Who is let in, and for how long. */
export interface Gate {
  authenticate: Authenticate;
  /** The actors whose key or token was revoked in the last minutes. */
  recentlyRevoked(): Promise<ReadonlySet<string>>;
}

export const createGate = (database: Database, options: AuthenticateOptions): Gate => ({
  authenticate: createAuthenticate(options),
  recentlyRevoked: () => recentlyRevoked(database),
});
