import type { Log } from '../../platform/log.ts';
import { hasExpired, type Caller } from '../../services/access/caller.ts';
import type { Gate } from '../../services/access/gate.ts';
import { createRarely } from '../../services/rarely.ts';
import type { Streams } from './streams.ts';

/** Together with the second that a caller is remembered, an end is noticed within two. */
const everyMs = 1000;
const toldEveryMs = 60_000;

/** Ends the streams of callers whose key or token has expired or was revoked, or who came in before there were keys. */
export function createSessions(streams: Streams, gate: Gate, log: Log) {
  const rarely = createRarely(toldEveryMs);
  let asking = false;

  const endShutOut = async () => {
    const actors = await gate.shutOut();
    for (const stream of streams.open()) if (stream.caller && isOf(actors, stream.caller)) stream.forbidden();
  };
  const look = () => {
    let some = false;
    for (const stream of streams.open()) {
      if (!stream.caller) continue;
      if (hasExpired(stream.caller)) stream.forbidden();
      else some = true;
    }
    if (!some || asking) return;
    asking = true;
    endShutOut()
      .catch((error: unknown) => {
        rarely(() => log.warn({ err: error }, 'who was shut out cannot be read: streams that are open stay open'));
      })
      .finally(() => (asking = false));
  };
  const timer = setInterval(look, everyMs).unref();
  return { close: () => clearInterval(timer) };
}

const isOf = (actors: ReadonlySet<string>, { actor, grantedBy }: Caller) =>
  actors.has(actor) || (grantedBy !== null && actors.has(grantedBy));
