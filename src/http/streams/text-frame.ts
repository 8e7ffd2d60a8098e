const finalText = 0x81;

/**
 * A WebSocket message of several pieces of UTF-8 as one piece of memory (RFC 6455, 5.2; a server does not mask). `ws`
 * would join them as text, measure and encode them anew for each socket, and write header and text apart, which is most
 * of what it costs to tell thousands of sockets the same.
 */
export function textFrame(...pieces: readonly Buffer[]): Buffer {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  let at = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(at + length);
  frame[0] = finalText;
  if (at === 2) frame[1] = length;
  else if (at === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  for (const piece of pieces) {
    frame.set(piece, at);
    at += piece.length;
  }
  return frame;
}
