import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, test } from 'vitest';
import { bundleWorkflows } from '../../workers/bundle.ts';
import * as contracts from '../../workers/contracts.ts';
import { root } from './source.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-bundle-'));
// The bundler adds imports of Temporal's packages to the entry and looks for them from there.
symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
afterAll(() => rmSync(folder, { recursive: true }));

function bundle(code: string) {
  const file = path.join(folder, 'workflows.ts');
  writeFileSync(file, code);
  return bundleWorkflows(file);
}

test('the workflows of the product bundle, with every contract among them', async () => {
  const { code } = await bundleWorkflows();
  for (const name of Object.keys(contracts)) expect(code).toContain(name);
});

test('each character of a bundle takes a byte of memory, and says what it said', async () => {
  const { code } = await bundle(
    String.raw`/** 1 — 2 */ export const w = async () => 'é → 😀' + '\\–'.replace(/\–/, '-');`,
  );
  expect(/[\u0100-\uffff]/.test(code)).toBe(false);
  const [said] = /'é .*(?=;)/.exec(code) ?? [];
  expect(runInNewContext(said!)).toBe('é → 😀\\-');
});

test('a bundle has a map of its modules, and not their text', async () => {
  const { code } = await bundle('export const w = async () => 1;');
  const [, map = ''] = /sourceMappingURL=data:application\/json;charset=utf-8;base64,(.*)/.exec(code) ?? [];
  const read = JSON.parse(Buffer.from(map, 'base64').toString()) as { sources: string[]; sourcesContent?: string[] };
  expect(read.sources.some((source) => source.endsWith('/workflows.ts'))).toBe(true);
  expect(read.sourcesContent).toBeUndefined();
});

test.each([
  ['a Node module', `import 'fs'; export const w = async () => 1;`, 'fs'],
  ['a Node module by its new name', `import 'node:fs'; export const w = async () => 1;`, 'node:fs'],
  ['activity code', `export * from '${root}workers/kit/activity/attempt.ts';`, 'workers/kit/activity/run-identity.ts'],
  ['the platform', `export * from '${root}src/platform/env.ts';`, 'node:net'],
  ['a module that does not exist', `export * from './missing.ts';`, './missing.ts'],
])('workflow code that reaches %s is refused, and the message names it', async (_what, code, named) => {
  await expect(bundle(code)).rejects.toThrow(named);
});
