import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { chooseAddress } from './address.ts';
import { readStartOptions } from './start-options.ts';

test('paths are those of the folder the command was given in', () => {
  const folder = path.dirname(import.meta.filename);
  expect(readStartOptions(['--once', '--image', 'start.ts', '--out', 'b.jpg'], folder)).toEqual({
    help: false,
    once: true,
    demo: true,
    image: path.join(folder, 'start.ts'),
    out: path.join(folder, 'b.jpg'),
  });
});

test.each([
  [['--frobnicate'], /Unknown option '--frobnicate'/],
  [['photo.jpg'], /Unexpected argument 'photo.jpg'/],
  [['--image'], /argument missing/],
  [['--image', '/no/such/photo.jpg'], /^There is no file \/no\/such\/photo\.jpg\.$/],
  [['--image', os.tmpdir()], /is not a file/],
  [['--out', os.tmpdir()], /is a folder, not a file/],
  [['--once', '--no-demo'], /--no-demo leaves nothing to do/],
])('%j is one sentence and exit code 2', (args, says) => {
  expect(() => readStartOptions(args, os.tmpdir())).toThrow(
    expect.objectContaining({ message: expect.stringMatching(says), exitCode: 2 }),
  );
});

test('an address that lets the network in is refused', async () => {
  for (const HOST of ['0.0.0.0', '::', '192.168.1.2', 'tempograph.example']) {
    await expect(chooseAddress({ HOST })).rejects.toThrow(/no access control yet/);
  }
  expect(await chooseAddress({ HOST: 'localhost', PORT: '0' })).toMatchObject({ HOST: 'localhost' });
});

test('a port that was asked for and is taken is an error; the usual one just moves', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(chooseAddress({ PORT: `${port}` })).rejects.toThrow(`Port ${port} is taken`);
  await expect(chooseAddress({ PORT: 'http' })).rejects.toThrow(/is not a port/);
  expect(Number((await chooseAddress({ PORT: '0' })).PORT)).toBeGreaterThan(0);
  const usual = createServer();
  onTestFinished(() => void usual.close());
  // Taken by this test, or by a running instance: both are what is meant.
  await new Promise((resolve) => usual.once('error', resolve).listen(4000, '127.0.0.1', () => resolve(null)));
  expect((await chooseAddress({})).PORT).not.toBe('4000');
});
