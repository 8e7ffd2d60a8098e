import type { Log } from '../platform/log.ts';
import { hasExpired, type Caller } from '../services/access/caller.ts';
import type { Gate } from '../services/access/gate.ts';
import { createRarely } from '../services/rarely.ts';
import type { Streams } from './streams.ts';

/** Together with the second that a caller is remembered, an end is noticed within two. */
const everyMs = 1000;
const toldEveryMs = 60_000;

/** Ends the streams of callers whose key or token has expired or was revoked. */
export function createSessions(streams: Streams, gate: Gate, log: Log) {
  const rarely = createRarely(toldEveryMs);
  let asking = false;

  const endRevoked = async () => {
    const revoked = await gate.recentlyRevoked();
    if (revoked.size === 0) return;
    for (const stream of streams.open()) if (stream.caller && isOf(revoked, stream.caller)) stream.forbidden();
  };
  const look = () => {
    let revocable = false;
    for (const stream of streams.open()) {
      if (!stream.caller) continue;
      if (hasExpired(stream.caller)) stream.forbidden();
      else revocable ||= mayBeRevoked(stream.caller);
    }
    if (!revocable || asking) return;
    asking = true;
    endRevoked()
      .catch((error: unknown) => {
        rarely(() => log.warn({ err: error }, 'revocations cannot be read: streams that are open stay open'));
      })
      .finally(() => (asking = false));
  };
  const timer = setInterval(look, everyMs).unref();
  return { close: () => clearInterval(timer) };
}

const mayBeRevoked = ({ actor }: Caller) => /^(key|token):/.test(actor);
const isOf = (revoked: ReadonlySet<string>, { actor, grantedBy }: Caller) =>
  revoked.has(actor) || (grantedBy !== null && revoked.has(grantedBy));
