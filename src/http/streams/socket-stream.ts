import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Caller } from '../../services/access/caller.ts';
import type { Stream } from './streams.ts';
import { textFrame } from './text-frame.ts';

/** A close frame has room for so many bytes of words (RFC 6455, 5.5); these are ASCII. */
const longestReason = 123;

/** WebSocket close codes that clients take for "come back": the IANA registry has the first two, graphql-transport-ws the last. */
const closeCodes = { serviceRestart: 1012, tryAgainLater: 1013, forbidden: 4403 };

export interface SocketStream extends Stream {
  /** Its client may come again, but not now. */
  unserved(reason: string): void;
  caller: Caller | null;
  /** Whether the client has taken what it was sent; if not, `waiter` is called once it has. */
  ready(waiter: () => void): boolean;
  /**
   * Writes a message past `ws`. That is safe because `ws` writes each message whole and at once, as long as
   * it does not compress.
   */
  write(...pieces: readonly Buffer[]): void;
  /** Writes a message in any case, and resolves when the client may be sent the next. */
  send(message: string): Promise<void>;
  /** Releases whoever waits. */
  closed(): void;
}

/** A WebSocket that is written to only as fast as its client reads. */
export function createSocketStream(socket: WebSocket, output: Duplex): SocketStream {
  let waiting: Set<() => void> | null = null;
  let answered = true;
  const wait = (waiter: () => void) => void (waiting ??= new Set()).add(waiter);
  const release = () => {
    const waiters = waiting;
    waiting = null;
    for (const waiter of waiters ?? []) waiter();
  };
  /** Who does not read answers gets to ask no more. */
  const hold = () => {
    if (output.writableNeedDrain && socket.readyState === socket.OPEN) socket.pause();
  };
  socket.on('pong', () => (answered = true));

  return {
    output,
    caller: null,
    socket: output,
    ready(waiter) {
      if (output.writableNeedDrain) wait(waiter);
      return !output.writableNeedDrain;
    },
    write(...pieces) {
      if (socket.readyState !== socket.OPEN) return;
      output.write(textFrame(...pieces));
      hold();
    },
    async send(message) {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(message);
      if (!output.writableNeedDrain) return;
      hold();
      await new Promise<void>((resolve) => wait(resolve));
    },
    drained() {
      answered = true; // while it was paused, its answer could not be heard
      socket.resume();
      release();
    },
    closed: release,
    ping() {
      if (!answered) return socket.terminate();
      answered = false;
      socket.ping();
    },
    tooSlow() {
      if (socket.readyState === socket.CLOSING) return socket.terminate();
      socket.resume(); // to hear its answer
      socket.close(closeCodes.tryAgainLater, 'Too slow: nothing was read for too long');
    },
    unserved(reason) {
      socket.close(closeCodes.tryAgainLater, reason.slice(0, longestReason));
    },
    forbidden() {
      socket.resume();
      socket.close(closeCodes.forbidden, 'Forbidden');
    },
    goAway() {
      socket.resume();
      socket.close(closeCodes.serviceRestart, 'The server restarts: connect again');
    },
  };
}
