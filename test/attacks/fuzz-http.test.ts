import fc from 'fast-check';
import net from 'node:net';
import { expect, test } from 'vitest';
import { fuzzMs, useFuzz } from './fuzz.ts';
import { operation, spoilt } from './request-noise.ts';

const fuzz = useFuzz();

const headers = fc.constantFrom(
  'Accept: text/event-stream',
  'Accept: text/html',
  'Accept: application/graphql-response+json',
  'Origin: https://evil.example',
  'Content-Encoding: gzip',
  'Transfer-Encoding: chunked',
  'Connection: close',
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13',
  'Expect: 100-continue',
  'Content-Type: text/plain',
);
/** The key is put in later: it is another in each run. */
const placeOfKey = 'PLACE-OF-KEY';
const whole = fc
  .tuple(
    operation,
    fc.array(headers, { maxLength: 2 }),
    fc.constantFrom('POST', 'POST', 'POST', 'GET', 'HEAD', 'PUT'),
    fc.boolean(),
  )
  .map(([made, more, method, known]) => {
    const body = JSON.stringify(made) ?? '';
    const [address, sent] = method === 'POST' ? ['/graphql', body] : [`/graphql?${parameters(made)}`, ''];
    const head = [
      `${method} ${address} HTTP/1.1`,
      'Host: localhost',
      ...(known ? [`Authorization: Bearer ${placeOfKey}`] : []),
      'Content-Type: application/json',
      ...more,
      `Content-Length: ${Buffer.byteLength(sent)}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${sent}`);
  });
/** As a form would write them: what is no text becomes JSON. */
function parameters(made: unknown): URLSearchParams {
  const entries = Object.entries(made ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return new URLSearchParams(entries);
}
/** As Latin-1, so that a failure can be read. */
const requests = fc
  .oneof({ weight: 3, arbitrary: whole }, { weight: 2, arbitrary: spoilt(whole) })
  .map((bytes) => bytes.toString('latin1'));

/** A stream goes on; what there is of it after this long is looked at. */
const streamMs = 300;
const withinMs = 10_000;

async function answerTo(url: string, bytes: Buffer): Promise<string> {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('error', () => undefined); // being cut off is one
  const done = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('No answer, and not cut off either.')), withinMs);
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
      if (/^content-type: text\/event-stream|^HTTP\/1.1 101/im.test(text)) setTimeout(() => socket.destroy(), streamMs);
    });
    socket.on('close', () => {
      clearTimeout(late);
      resolve();
    });
  });
  socket.end(bytes);
  await done;
  return text;
}

test('whatever is sent over HTTP, the answer is one that clients know', { timeout: fuzzMs + 60_000 }, async () => {
  const tries = await fuzz(requests, async (url, key, made) => {
    const text = await answerTo(url, Buffer.from(made.replace(placeOfKey, key), 'latin1'));
    for (const [, status] of text.matchAll(/HTTP\/1\.1 (\d+)/g)) {
      if (status !== '503') expect(Number(status), text.slice(0, 1000)).toBeLessThan(500);
    }
    expect(text).not.toContain('INTERNAL_ERROR');
    expect(text).not.toContain(key);
    const [head = '', body = ''] = text.replace(/^HTTP\/1.1 100 Continue\r\n\r\n/, '').split('\r\n\r\n', 2);
    const type = /^content-type: ([^;\r]*)/im.exec(head)?.[1];
    // In chunks, nothing at all is a zero.
    if (body !== '' && body !== '0')
      expect(type, head).toMatch(/^(application\/(graphql-response\+)?json|text\/(html|event-stream|plain))$/);
  });
  expect(tries).toBeGreaterThan(10);
});
