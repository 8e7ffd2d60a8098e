import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { SettingsError } from '../src/platform/env.ts';
import { readBundle } from './read-bundle.ts';

test('a bundle that is not there, or not whole, is refused by the name of its variable', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const whole = inject('bundles').fixtures;
  const code = await readFile(whole, 'utf8');
  expect(await readBundle(whole)).toBe(code);
  const cut = path.join(folder, 'cut.cjs');
  await writeFile(cut, code.slice(0, 10_000));
  await expect(readBundle(cut)).rejects.toThrow(
    /^WORKFLOW_BUNDLE: \S+cut\.cjs is not a whole bundle\. .*npm run build/,
  );
  await expect(readBundle(folder)).rejects.toThrow(/^WORKFLOW_BUNDLE: It cannot be read: EISDIR/);
  await expect(readBundle(path.join(folder, 'none'))).rejects.toThrow(SettingsError);
});
