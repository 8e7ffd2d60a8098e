import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { script, scratchFolder } from './scratch.ts';

const module = new URL('../../tools/provide-program.mjs', import.meta.url).href;

/** What is said on a machine with these programs only. */
function provide(programs: Readonly<Record<string, string>>, root: boolean) {
  const folder = scratchFolder();
  for (const [name, text] of Object.entries(programs)) script(path.join(folder, name), text);
  const code = `import { chromium, provideProgram } from '${module}';
    await provideProgram(chromium, process.env, (line) => console.error(line), { root: ${root} });`;
  const env = { PATH: folder, FOLDER: folder };
  const args = ['--input-type=module', '-e', code];
  const { stderr, status } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  expect(status).toBe(0);
  return { stderr, folder };
}

test.each(['chromium', 'google-chrome'])('where there is %s nothing is said or done', (program) => {
  expect(provide({ [program]: 'exit 1', 'apt-get': 'exit 1' }, true).stderr).toBe('');
});

test('root on Debian gets the package', () => {
  const { stderr, folder } = provide({ 'apt-get': 'echo "$*" >> $FOLDER/asked; echo "Setting up"' }, true);
  expect(readFileSync(path.join(folder, 'asked'), 'utf8')).toBe(
    'update\ninstall --yes --no-install-recommends chromium\n',
  );
  expect(stderr).toMatch(/^installing Chromium with apt-get \(once per machine\): [^]*: done, \d+ s\n$/);
});

test.each([
  { who: 'who is not root', programs: { 'apt-get': 'exit 0' }, root: false, says: /^There is no Chromium: install it/ },
  { who: 'who has no apt', programs: {}, root: true, says: /^There is no Chromium: install it/ },
  {
    who: 'whose apt fails',
    programs: { 'apt-get': 'echo "E: no network" >&2; exit 100' },
    root: true,
    says: /\nChromium could not be installed \(E: no network\): run apt-get install chromium; until then/,
  },
])('$who is told what to do, and goes on without', ({ programs, root, says }) => {
  expect(provide(programs as Record<string, string>, root).stderr).toMatch(says);
});
