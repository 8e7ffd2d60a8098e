import type { Clock } from './clock.ts';
import type { Store } from './store.ts';
import type { createTokens } from './tokens.ts';

/** What all calls share. */
export interface World {
  clock: Clock;
  store: Store;
  tokens: ReturnType<typeof createTokens>;
  /** Posts that an Instagram account may publish in 24 hours. */
  quota: number;
  /** How long a container is IN_PROGRESS. */
  processingMs: number;
}
