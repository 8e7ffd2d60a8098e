import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { processEnv } from '../../src/platform/env.ts';
import { buildDashboard } from '../../tools/build-dashboard.mjs';
import { operationsFile, operationTypesOf } from '../../tools/operation-types.ts';
import * as contracts from '../../workers/contracts.ts';
import { filesBelow, root } from './source.ts';

const built = (file: string) => readFileSync(path.join(root, 'dist/dashboard', file));
const zipped = (file: string) => gzipSync(built(file), { level: 9 }).length;

beforeAll(() => buildDashboard(root, processEnv(), () => undefined), 120_000);

test('what the dashboard asks is typed by the schema', async () => {
  const committed = readFileSync(path.join(root, operationsFile), 'utf8');
  expect(await operationTypesOf(root), `run \`npm run schema\` and commit ${operationsFile}`).toBe(committed);
});

test('the dashboard knows no workflow by name, so a new one changes nothing of it', () => {
  const texts = filesBelow(['src/dashboard']).map((file) => readFileSync(path.join(root, file), 'utf8'));
  const names = Object.keys(contracts).flatMap((name) => [name, name[0]!.toUpperCase() + name.slice(1)]);
  expect(names.filter((name) => texts.some((text) => text.includes(name)))).toEqual([]);
});

test('the page has less than 200 KB of JavaScript before it shows something, and nothing inline', () => {
  const html = built('index.html').toString();
  const loaded = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, file]) => file!);
  // The first page itself, and what it shares with others.
  const first = filesBelow(['dist/dashboard/assets']).filter((file) =>
    /\/(runs-page|link|dialog)-[^/]+\.js$/.test(file),
  );
  const all = new Set([...loaded, ...first.map((file) => path.relative('dist/dashboard', file))]);
  const bytes = [...all].reduce((sum, file) => sum + zipped(file), 0);
  expect(loaded.length).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(200_000);
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|style="/);
});

test('what is loaded comes from here', () => {
  const html = built('index.html').toString();
  const styles = filesBelow(['dist/dashboard/assets']).filter((file) => file.endsWith('.css'));
  const texts = [html, ...styles.map((file) => readFileSync(path.join(root, file), 'utf8'))];
  for (const text of texts)
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\/|url\(["']?(?:https?:)?\/\/|@import/);
});

test('<run-progress> is one file under 15 KB that imports nothing', () => {
  const code = built('run-progress.js').toString();
  expect(zipped('run-progress.js')).toBeLessThan(15_000);
  expect(code).not.toMatch(/\bimport\b\s*[{("'*]|\bfrom\s*["']/);
  expect(code).toContain('run-progress');
});
