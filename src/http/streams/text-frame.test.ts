import type { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import * as ws from 'ws';
import { textFrame } from './text-frame.ts';

// `ws` exports it; its types do not say so.
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable };

/** What `ws` makes of it. */
function read(frame: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const receiver = new Receiver({ isServer: false });
    receiver.on('message', (data: Buffer, isBinary: boolean) => resolve(isBinary ? 'binary' : data.toString()));
    receiver.on('error', reject);
    receiver.write(frame);
  });
}

test.for([0, 1, 124, 125, 126, 127, 65_534, 65_535, 65_536, 200_000])(
  'a message of %d bytes is read as it was',
  async (length) => {
    const text = 'x'.repeat(length);
    expect(await read(textFrame(Buffer.from(text)))).toBe(text);
  },
);

test('lengths are those of bytes', async () => {
  const pieces = ['{"id":"é', '😀'.repeat(100), '"}'];
  expect(await read(textFrame(...pieces.map((piece) => Buffer.from(piece))))).toBe(pieces.join(''));
});
