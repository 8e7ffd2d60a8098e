import { availableParallelism } from 'node:os';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readImages } from './read-pool.ts';

const seconds = 15; // a thread takes a second or two to begin, on a busy machine more

/** A storage that answers so, with how many requests are open there. */
async function storageThat(answers: RequestListener) {
  const server = createServer(answers).listen(0, '127.0.0.1');
  let open = 0;
  server.on('request', (_request, response) => {
    open++;
    response.on('close', () => open--);
  });
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = {
    endpoint,
    publicEndpoint: endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    bucket: 'b',
    allowedBuckets: [],
  };
  return { settings, open: () => open };
}

const images = Array.from({ length: 20 }, (_image, n) => ({ bucket: 'b', key: `${n}.jpg`, bytes: 1000, etag: 'e' }));
const jobFor = (storage: Parameters<typeof readImages>[0]['storage']) => ({
  storage,
  images,
  smallBelow: 0,
  sensorWidthMm: undefined,
});

test('once told to end, it ends what it reads, and says why it was told', async () => {
  const { settings, open } = await storageThat(() => undefined); // answers never
  const controller = new AbortController();
  const reading = readImages(jobFor(settings), { signal: controller.signal, onImages: () => undefined });
  reading.catch(() => undefined);
  await vi.waitFor(() => expect(open()).toBe(16), { timeout: seconds * 1000 });
  controller.abort(new Error('Enough.'));
  await expect(reading).rejects.toThrow('Enough.');
  await vi.waitFor(() => expect(open()).toBe(0));
});

test('one that waits for its turn is taken back at once', async () => {
  const { settings, open } = await storageThat(() => undefined);
  const first = new AbortController();
  const busy = Array.from({ length: availableParallelism() }, () =>
    readImages(jobFor(settings), { signal: first.signal, onImages: () => undefined }),
  );
  const second = new AbortController();
  const waiting = readImages(jobFor(settings), { signal: second.signal, onImages: () => undefined });
  second.abort(new Error('Not any more.'));
  await expect(waiting).rejects.toThrow('Not any more.');
  first.abort(new Error('Enough.'));
  expect((await Promise.allSettled(busy)).every(({ status }) => status === 'rejected')).toBe(true);
  await vi.waitFor(() => expect(open()).toBe(0));
});

test('what storage refuses ends it, and the message says with what', async () => {
  const { settings, open } = await storageThat(
    (_request, response) =>
      void response
        .writeHead(403, { 'content-type': 'application/xml' })
        .end('<Error><Code>AccessDenied</Code><Message>No.</Message></Error>'),
  );
  const told: number[] = [];
  const reading = readImages(jobFor(settings), {
    signal: new AbortController().signal,
    onImages: (count) => told.push(count),
  });
  await expect(reading).rejects.toMatchObject({ name: 'AccessDenied', message: 'No.' });
  expect(told).toEqual([]);
  await vi.waitFor(() => expect(open()).toBe(0));
});
