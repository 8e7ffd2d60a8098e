import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { upgrade } from '../wire.ts';

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

interface FrameOptions {
  opcode?: number;
  fin?: boolean;
  /** The three reserved bits. */
  rsv?: number;
  masked?: boolean;
  /** Instead of the true one. */
  length?: bigint;
}

/** A WebSocket frame (RFC 6455, 5.2) as a client sends it, or as none would. */
export function frame(payload: string | Buffer, options: FrameOptions = {}): Buffer {
  const { opcode = opcodes.text, fin = true, rsv = 0, masked = true, length } = options;
  const bytes = Buffer.from(payload);
  const size = length ?? BigInt(bytes.length);
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
  const mask = masked ? 0x80 : 0;
  const long = Buffer.alloc(8);
  long.writeBigUInt64BE(size);
  if (size < 126n) head.push(mask | Number(size));
  else if (size < 65_536n) head.push(mask | 126, ...long.subarray(6));
  else head.push(mask | 127, ...long);
  if (!masked) return Buffer.concat([Buffer.from(head), bytes]);
  const key = randomBytes(4);
  return Buffer.concat([Buffer.from(head), key, bytes.map((byte, index) => byte ^ key[index % 4]!)]);
}

export const message = (value: unknown) => frame(typeof value === 'string' ? value : JSON.stringify(value));

const withinMs = 15_000;

/** A WebSocket with nothing that would mend what is sent. Whoever opens it closes it. */
export async function openFrames(url: string, headers: readonly string[] = [], protocol = 'graphql-transport-ws') {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  let received = Buffer.alloc(0);
  socket.on('data', (bytes) => (received = Buffer.concat([received, bytes])));
  socket.on('error', () => undefined); // being cut off is one
  const lines = ['GET /graphql HTTP/1.1', 'Host: localhost', `Sec-WebSocket-Protocol: ${protocol}`, ...headers];
  socket.write(`${lines.join('\r\n')}\r\n${upgrade}\r\n`);
  await once(socket, 'data');
  const end = received.indexOf('\r\n\r\n') + 4;
  const head = received.subarray(0, end).toString('latin1');
  return {
    head,
    socket,
    /** Frames that came back, of what is not longer than the buffer. */
    frames: () => framesIn(received.subarray(end)),
    /** The code of the close frame; null when the server is silent or has cut the connection. */
    async closeCode(): Promise<number | null> {
      const until = performance.now() + withinMs;
      while (!closeIn(received.subarray(end)) && !socket.closed && performance.now() < until) await sleep(20);
      const payload = closeIn(received.subarray(end));
      return payload && payload.length >= 2 ? payload.readUInt16BE() : null;
    },
  };
}

const closeIn = (bytes: Buffer) => framesIn(bytes).find(({ opcode }) => opcode === opcodes.close)?.payload;

function framesIn(bytes: Buffer): { opcode: number; rsv: number; payload: Buffer }[] {
  const frames = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const short = bytes[at + 1]! & 0x7f;
    const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (at + headBytes > bytes.length) break;
    const length =
      short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    if (at + headBytes + length > bytes.length) break;
    const payload = bytes.subarray(at + headBytes, at + headBytes + length);
    frames.push({ opcode: bytes[at]! & 0x0f, rsv: (bytes[at]! >> 4) & 7, payload });
    at += headBytes + length;
  }
  return frames;
}
