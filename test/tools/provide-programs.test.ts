import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { script, scratchFolder } from './scratch.ts';

const module = new URL('../../tools/provide-programs.mjs', import.meta.url).href;

/** What is said on a machine with these programs only, where these are wanted. */
function provide(wanted: string, programs: Partial<Record<string, string>>, root = true) {
  const folder = scratchFolder();
  for (const [name, text] of Object.entries(programs)) script(path.join(folder, name), text ?? '');
  const code = `import { chromium, ffmpeg, providePrograms } from '${module}';
    await providePrograms([${wanted}], process.env, (line) => console.error(line), { root: ${root} });`;
  const env = { PATH: folder, FOLDER: folder };
  const args = ['--input-type=module', '-e', code];
  const { stderr, status } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  expect(status).toBe(0);
  return { stderr, asked: () => readFileSync(path.join(folder, 'asked'), 'utf8') };
}

const apt = 'echo "$*" >> $FOLDER/asked; echo "Setting up"';

test.each([
  { wanted: 'ffmpeg', there: ['ffmpeg', 'ffprobe'] },
  { wanted: 'chromium', there: ['chromium'] },
  { wanted: 'chromium', there: ['google-chrome'] },
])('where there is $there nothing is said or done', ({ wanted, there }) => {
  const programs = Object.fromEntries([...there, 'apt-get'].map((name) => [name, 'exit 1']));
  expect(provide(wanted, programs).stderr).toBe('');
});

test.each([
  { wanted: 'ffmpeg', name: 'ffmpeg' },
  { wanted: 'chromium', name: 'Chromium' },
])('root on Debian gets the package of $name', ({ wanted, name }) => {
  const { stderr, asked } = provide(wanted, { 'apt-get': apt });
  expect(asked()).toBe(`update\ninstall --yes --no-install-recommends ${wanted}\n`);
  expect(stderr).toMatch(
    new RegExp(`^installing ${name} with apt-get \\(once per machine\\): .*\\n[^]*: done, \\d+ s\\n$`),
  );
});

test('half of what is needed is not enough', () => {
  expect(provide('ffmpeg', { ffmpeg: 'exit 1', 'apt-get': apt }).asked()).toContain('ffmpeg\n');
});

test('all that is missing is installed at once', () => {
  const { stderr, asked } = provide('ffmpeg, chromium', { 'apt-get': apt });
  expect(asked()).toBe('update\ninstall --yes --no-install-recommends ffmpeg chromium\n');
  expect(stderr).toContain('installing ffmpeg and Chromium with apt-get');
});

test('a package that there is not keeps nobody from the others', () => {
  const none = `${apt}; case "$*" in *chromium*) echo "E: Unable to locate package chromium" >&2; exit 100;; esac`;
  const { stderr, asked } = provide('ffmpeg, chromium', { 'apt-get': none });
  expect(asked()).toContain('install --yes --no-install-recommends ffmpeg\n');
  expect(stderr).toMatch(/\nChromium could not be installed \(E: Unable to locate package chromium\): run apt-get/);
  expect(stderr).not.toContain('ffmpeg could not be installed');
});

test.each([
  {
    who: 'who is not root',
    programs: { 'apt-get': 'exit 0' },
    root: false,
    says: /^There is no ffmpeg: install it \(/,
  },
  { who: 'who has no apt', programs: {}, root: true, says: /\nThere is no Chromium: install it \(/ },
  {
    who: 'whose apt fails',
    programs: { 'apt-get': 'echo "E: no network" >&2; exit 100' },
    root: true,
    says: /\nffmpeg could not be installed \(E: no network\): run apt-get install ffmpeg; until then/,
  },
])('$who is told what to do, and goes on without', ({ programs, root, says }) => {
  expect(provide('ffmpeg, chromium', programs, root).stderr).toMatch(says);
});
