import type { Duplex } from 'node:stream';

/** What Node has under a socket. Its own timeouts go by this; the public counts move only when a whole write is done. */
interface Carried {
  _handle?: { bytesWritten: number; writeQueueSize: number } | null;
}

/** How many of the bytes that were written to a socket the system has taken, which it does as fast as the peer reads. */
export function takenBytes(socket: Duplex): number {
  const { _handle: handle } = socket as Carried;
  return handle ? handle.bytesWritten - handle.writeQueueSize : 0;
}
