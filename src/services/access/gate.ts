import type { Database } from '../../platform/db/database.ts';
import { createAuthenticate, type Authenticate, type AuthenticateOptions } from './authenticate.ts';
import { anyone } from './caller.ts';
import { createMode, type ModeOptions } from './mode.ts';
import type { Rates } from './rates.ts';
import { createRevocations } from './revocations.ts';

/** Who is let in, and for how long. */
export interface Gate {
  authenticate: Authenticate;
  /** Whether whoever comes may do anything. */
  isOpen(): Promise<boolean>;
  /** Counts an operation. Throws RateLimitedError. */
  count: Rates['count'];
  /** The actors who may have been let in and may not go on: their key or token was revoked, or there are keys by now. */
  shutOut(): Promise<ReadonlySet<string>>;
}

interface GateOptions extends Omit<AuthenticateOptions, 'isOpen'>, ModeOptions {
  keys: AuthenticateOptions['keys'];
  audit: AuthenticateOptions['audit'];
  database: Database;
  rates: Rates;
}

export function createGate({ database, rates, ...options }: GateOptions): Gate {
  const isOpen = createMode(options);
  const recentlyRevoked = createRevocations(database);
  return {
    authenticate: createAuthenticate({ ...options, isOpen }),
    isOpen,
    count: rates.count,
    async shutOut() {
      const actors = await recentlyRevoked();
      return (await isOpen()) ? actors : actors.add(anyone.actor);
    },
  };
}
