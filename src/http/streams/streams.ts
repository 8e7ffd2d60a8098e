import type { Duplex, Writable } from 'node:stream';
import { countFramesDropped } from '../../platform/metrics/frames-dropped.ts';
import type { Metrics } from '../../platform/metrics/metrics.ts';
import { sleep } from '../../platform/sleep.ts';
import type { Caller } from '../../services/access/caller.ts';
import type { StreamLimits } from './limits.ts';
import { takenBytes } from './taken-bytes.ts';

/** A client that stays connected to get results as they come: a WebSocket, or an SSE response. */
export interface Stream {
  /** Where its bytes go. Nothing but the newest state waits for a client that does not take them. */
  readonly output: Writable;
  /** Who it is for; null while nobody has said so. */
  readonly caller: Caller | null;
  /** What carries them: `output` itself, or what is under it. */
  readonly socket: Duplex;
  /** The client has taken everything that was waiting. */
  drained(): void;
  /** Time for a sign of life. */
  ping(): void;
  /** The client takes nothing: ends the stream, by force when it is called again. */
  tooSlow(): void;
  /** Whom it is for may not have it any more: ends it, so that the client can come back with another token. */
  forbidden(): void;
  /** This process stops: ends the stream with what tells the client to come back. */
  goAway(): void;
}

export type Streams = ReturnType<typeof createStreams>;

/** Looks after all streams with one timer: signs of life, clients that take nothing, and the end of the process. */
export function createStreams(limits: StreamLimits, metrics: Metrics) {
  const open = new Map<Stream, { taken: number; takenAt: number; pingedAt: number }>();
  const dropped = countFramesDropped(metrics);
  metrics.read('gauge', 'streams', 'WebSockets and SSE responses that are open.', () => open.size);
  let stopping = false;
  let onEmpty: (() => void) | undefined;

  const look = () => {
    const now = performance.now();
    for (const [stream, seen] of open) {
      const waits = stream.output.writableLength > 0;
      const taken = takenBytes(stream.socket);
      if (!waits || taken !== seen.taken) Object.assign(seen, { taken, takenAt: now });
      if (now - seen.takenAt >= limits.stallMs) stream.tooSlow();
      else if (!waits && now - seen.pingedAt >= limits.pingMs) {
        seen.pingedAt = now;
        stream.ping();
      }
    }
  };
  const timer = setInterval(look, Math.min(1000, limits.stallMs / 4, limits.pingMs / 4)).unref();

  return {
    /** Whether no further stream is served: there are too many, or the process stops. */
    full: () => stopping || open.size >= limits.mostStreams,
    stopping: () => stopping,
    count: () => open.size,
    open: () => open.keys(),
    /** A client is too slow for so many results. */
    skipped: (count: number) => dropped({}, count),

    /** Until its output is closed. */
    add(stream: Stream) {
      const now = performance.now();
      open.set(stream, { taken: takenBytes(stream.socket), takenAt: now, pingedAt: now });
      stream.output.on('drain', () => stream.drained());
      stream.output.once('close', () => {
        open.delete(stream);
        if (open.size === 0) onEmpty?.();
      });
    },

    /** Tells every client to come back, spread over as long as it takes them to do so, and hangs up on who stays. */
    async close() {
      stopping = true;
      const within = Math.min(limits.longestGoodbyeMs, open.size * limits.goodbyeMsEach);
      await Promise.all(
        [...open.keys()].map(async (stream) => {
          await sleep(Math.random() * within);
          stream.goAway();
        }),
      );
      clearInterval(timer);
      if (open.size === 0) return;
      const goodbye = new AbortController();
      onEmpty = () => goodbye.abort();
      await sleep(limits.goodbyeMs, goodbye.signal);
      for (const { output } of open.keys()) output.destroy();
    },
  };
}
