import type { Publication } from '../../../src/services/publications/ledger.ts';

/** What a channel knows of a post that was sent. Only what is certain is LIVE or ABSENT. */
export type Found =
  | { state: 'LIVE'; postId: string | null; permalink: string | null }
  /** It is not public, and what was sent cannot make it so any more. `usable`: what was prepared may be sent again. */
  | { state: 'ABSENT'; usable: boolean }
  | { state: 'UNKNOWN' };

interface StageOptions {
  signal: AbortSignal;
  /** Called with the id of what was made, before anything else is done with it. */
  keep(preparedId: string): Promise<unknown>;
}

interface FindOptions {
  signal: AbortSignal;
  /** Whether a request that they have still to act on would have been acted on by now. */
  settled: boolean;
}

/** How one channel publishes. Each function throws MetaError. */
export interface Channel {
  /** Makes what a post needs, not public yet, or uses again what was made before. Resolves once it can be published. */
  stage(publication: Publication, options: StageOptions): Promise<void>;
  /** The one request that makes it public. */
  publish(publication: Publication, deadlineMs: number): Promise<{ id: string }>;
  /** What became of one that was sent. Reads only. */
  find(publication: Publication, options: FindOptions): Promise<Found>;
  /** Where people see it. */
  permalink(postId: string, signal: AbortSignal): Promise<string | null>;
}
