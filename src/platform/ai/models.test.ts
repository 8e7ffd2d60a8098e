import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SettingsError } from '../env.ts';
import { createLog } from '../log.ts';
import { createModels } from './models.ts';
import { noUsage } from './usage.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-models-'));
afterAll(() => rmSync(folder, { recursive: true }));
const silent = createLog('silent');
const known = createModels({}, silent);
const fileOf = (text: string) => {
  const file = path.join(folder, 'models.yaml');
  writeFileSync(file, text);
  return file;
};
const withFile = (text: string) => createModels({ modelsFile: fileOf(text) }, silent);

test('tokens of each kind have their price, in micro-dollars', () => {
  const usage = { ...noUsage, input: 1000, output: 500, cacheRead: 10_000, cacheWrite: 2000 };
  expect(known.costOf('claude-sonnet-5-5', usage)).toBe(2000 + 5000 + 2000 + 5000);
  const image = { ...noUsage, input: 20, imageInput: 4354, imageOutput: 4160, images: 1 };
  expect(known.costOf('gpt-image-2.6-sunburst', image)).toBe(100 + 34_832 + 124_800);
});

test('small prices add up without drifting', () => {
  const usage = { ...noUsage, input: 3, cacheRead: 7 };
  expect(known.costOf('claude-haiku-5-5', usage)).toBe(0); // 0.37
  expect(known.costOf('claude-haiku-5-5', { ...noUsage, input: 99_999, output: 3 })).toBe(10_001);
});

test('long prompts cost more where the model says so', () => {
  const prompt = { ...noUsage, input: 60_000, cacheRead: 20_000, cacheWrite: 20_000 };
  expect(known.costOf('claude-haiku-5-5', prompt)).toBe(6000 + 200 + 2500);
  expect(known.costOf('claude-haiku-5-5', { ...prompt, input: 60_001 })).toBe(30_001 + 1000 + 12_500);
});

test('the cost of a model that nobody knows is not known, which is said once', async () => {
  const file = path.join(folder, 'app.log');
  writeFileSync(file, '');
  const models = createModels({}, createLog('warn', file));
  for (let call = 0; call < 3; call += 1) expect(models.costOf('claude-new', noUsage)).toBeNull();
  expect(models.costOf('claude-newer', noUsage)).toBeNull();
  await expect
    .poll(() => readFileSync(file, 'utf8').match(/"model":"[^"]*"/g))
    .toEqual(['"model":"claude-new"', '"model":"claude-newer"']);
});

test('a file adds models, and says something else of those that are built in', () => {
  const models = withFile(`
version: 2027-01
defaults: { text: claude-new }
models:
  claude-new:
    provider: anthropic
    maxInput: 1000
    maxOutput: 100
    prices: { input: 3, output: 15 }
  claude-sonnet-5-5:
    prices: { input: 1, output: 2, cacheRead: 0.5 }
`);
  expect(models.version).toBe('2027-01');
  expect(models.defaults).toEqual({ text: 'claude-new', image: known.defaults.image });
  expect(models.costOf('claude-new', { ...noUsage, input: 10, output: 10, cacheWrite: 8 })).toBe(30 + 150 + 30);
  expect(models.costOf('claude-sonnet-5-5', { ...noUsage, input: 10, cacheRead: 10 })).toBe(15);
  expect(models.get('claude-sonnet-5-5')?.vision).toEqual(known.get('claude-sonnet-5-5')?.vision);
  expect(models.costOf('claude-opus-5-5', { ...noUsage, input: 10 })).toBe(40);
});

test('built-in prices have a date', () => {
  expect(known.version).toMatch(/^\d{4}-\d\d-\d\d$/);
});

test.each([
  ['models: {}', 'version'],
  ['version: 1\nmodels:\n  claude-new: { provider: anthropic, maxInput: 1, maxOutput: 1 }', 'models.claude-new.prices'],
  [
    'version: 1\nmodels:\n  claude-opus-5-5:\n    prices: { input: -1, output: 1 }',
    'line 4, models.claude-opus-5-5.prices.input',
  ],
  ['version: 1\nmodels:\n  claude-opus-5-5: { price: 4 }', 'price'],
  ['version: 1\nmodels: { claude-opus-5-5: cheap }', 'models.claude-opus-5-5'],
  ['version: [', 'line 1'],
  ['', 'AI_MODELS_FILE'],
])('%s is refused, with the field that is wrong', (text, field) => {
  const read = () => withFile(text);
  expect(read).toThrow(SettingsError);
  expect(read).toThrow(/^AI_MODELS_FILE: .*models\.yaml: /);
  expect(read).toThrow(field);
});

test('a file that is not there is said to be so', () => {
  expect(() => createModels({ modelsFile: '/nowhere/models.yaml' }, silent)).toThrow(/^AI_MODELS_FILE: .*ENOENT/);
});
