import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { frame, openFrames, opcodes } from './frames.ts';
import { fuzzMs, useFuzz } from './fuzz.ts';
import { operation, spoilt } from './request-noise.ts';

const fuzz = useFuzz();

const ids = fc.oneof(
  fc.constantFrom('1', '2', '__proto__', ''),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.jsonValue(),
);
const messages = fc.oneof(
  { weight: 6, arbitrary: fc.record({ id: ids, type: fc.constant('subscribe'), payload: operation }) },
  {
    weight: 2,
    arbitrary: fc.record({
      id: ids,
      type: fc.constantFrom('complete', 'ping', 'pong', 'next', 'error', 'connection_init', '__proto__'),
    }),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);
const texts = messages.map((made) => Buffer.from(JSON.stringify(made) ?? ''));
const frames = fc.oneof(
  { weight: 8, arbitrary: texts.map((text) => frame(text)) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        payload: fc.oneof(
          texts,
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        ),
        opcode: fc.nat(15),
        fin: fc.boolean(),
        rsv: fc.constantFrom(0, 0, 0, 1, 4),
        masked: fc.constantFrom(true, true, true, false),
      })
      .map(({ payload, ...options }) => frame(payload, options)),
  },
  { weight: 1, arbitrary: spoilt(texts.map((text) => frame(text))) },
);
const conversations = fc.record({ known: fc.boolean(), said: fc.array(frames, { minLength: 1, maxLength: 8 }) });

/** Closed by the rules of the protocol; 4500 is what graphql-ws says to a message that only servers send. */
const codes = [1000, 1002, 1003, 1005, 1007, 1008, 1009, 4400, 4401, 4403, 4408, 4409, 4429, 4500];
const withinMs = 10_000;

test(
  'whatever is said on a socket, it goes on or is closed as clients know it',
  { timeout: fuzzMs + 60_000 },
  async () => {
    const tries = await fuzz(conversations, async (url, key, { known, said }) => {
      const { socket, frames: received } = await openFrames(url);
      const text = () =>
        received()
          .map(({ payload }) => payload.toString())
          .join('\n');
      try {
        const init = { type: 'connection_init', payload: known ? { authorization: `Bearer ${key}` } : {} };
        socket.write(frame(JSON.stringify(init)));
        for (const bytes of said) socket.write(bytes);
        // It is over when this is answered, or nothing is any more; in the middle of a frame it never is.
        const marker = randomUUID();
        socket.write(frame(JSON.stringify({ type: 'ping', payload: { marker } })));
        socket.end();
        const until = performance.now() + withinMs;
        while (!socket.closed && !text().includes(marker) && performance.now() < until) await sleep(5);
        expect(socket.closed || text().includes(marker)).toBe(true);
      } finally {
        socket.destroy();
      }
      expect(text()).not.toContain('INTERNAL_ERROR');
      expect(text()).not.toContain(key);
      for (const { opcode, payload } of received()) {
        if (opcode === opcodes.text) expect(JSON.parse(payload.toString())).toHaveProperty('type');
        if (opcode === opcodes.close && payload.length >= 2) expect(codes).toContain(payload.readUInt16BE());
      }
    });
    expect(tries).toBeGreaterThan(10);
  },
);
