import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { choosePort } from './address.ts';
import { readStartOptions } from './start-options.ts';

test('paths are those of the folder the command was given in', () => {
  const folder = path.dirname(import.meta.filename);
  expect(readStartOptions(['--once', '--image', 'start.ts', '--out', 'b.jpg'], folder)).toEqual({
    help: false,
    once: true,
    demo: true,
    fakeAi: false,
    image: path.join(folder, 'start.ts'),
    out: path.join(folder, 'b.jpg'),
  });
});

test('models are played only where that is asked for', () => {
  expect(readStartOptions(['--no-demo', '--fake-ai'], os.tmpdir())).toMatchObject({ demo: false, fakeAi: true });
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

test('a port that was asked for and is taken is an error; the usual one just moves', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(choosePort('127.0.0.1', port)).rejects.toThrow(`Port ${port} is taken`);
  expect(await choosePort('127.0.0.1', 0), 'for the system to choose').toBe(0);
  const usual = createServer();
  onTestFinished(() => void usual.close());
  // Taken by this test, or by a running instance: both are what is meant.
  await new Promise((resolve) => usual.once('error', resolve).listen(4000, '127.0.0.1', () => resolve(null)));
  expect(await choosePort('127.0.0.1', null), 'the same').toBe(0);
});
