import { InvalidInputError } from '../../errors.ts';

/** Temporal's own limit is 1,000, and a pause may add a space. */
const longestReason = 999;

/** Why a run is paused, resumed or reset: Temporal lists runs by it, so it has to fit into what lists are made of. */
export function reasonOf(reason: string | null | undefined): string {
  if (reason == null || (Buffer.byteLength(reason) <= longestReason && !/\p{Cc}/u.test(reason))) return reason ?? '';
  const message = `Must have at most ${longestReason} bytes, without control characters.`;
  throw new InvalidInputError([{ path: ['reason'], message }]);
}
