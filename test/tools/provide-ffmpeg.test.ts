import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { script, scratchFolder } from './scratch.ts';

const module = pathToFileURL(fileURLToPath(new URL('../../tools/provide-ffmpeg.mjs', import.meta.url))).href;

/** What is said on a machine with these programs only. */
function provide(programs: Partial<Record<string, string>>, root: boolean) {
  const folder = scratchFolder();
  for (const [name, text] of Object.entries(programs)) script(path.join(folder, name), text ?? '');
  const code = `import { provideFfmpeg } from '${module}';
    await provideFfmpeg(process.env, (line) => console.error(line), { root: ${root} });`;
  const env = { PATH: folder, FOLDER: folder };
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    env,
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  return { stderr, folder };
}

test('where there is ffmpeg nothing is said or done', () => {
  const { stderr } = provide({ ffmpeg: 'exit 1', ffprobe: 'exit 1', 'apt-get': 'exit 1' }, true);
  expect(stderr).toBe('');
});

test('root on Debian gets the package', () => {
  const { stderr, folder } = provide({ 'apt-get': 'echo "$*" >> $FOLDER/asked; echo "Setting up ffmpeg"' }, true);
  expect(readFileSync(path.join(folder, 'asked'), 'utf8')).toBe(
    'update\ninstall --yes --no-install-recommends ffmpeg\n',
  );
  expect(stderr).toMatch(/^installing ffmpeg with apt-get \(once per machine\): .*\n[^]*: done, \d+ s\n$/);
});

test.each([
  {
    who: 'who is not root',
    programs: { 'apt-get': 'exit 0' },
    root: false,
    says: /^There is no ffmpeg: install it \(/,
  },
  { who: 'who has no apt', programs: {}, root: true, says: /^There is no ffmpeg: install it \(/ },
  {
    who: 'whose apt fails',
    programs: { 'apt-get': 'echo "E: no network" >&2; exit 100' },
    root: true,
    says: /\nffmpeg could not be installed \(E: no network\): run apt-get install ffmpeg; until then/,
  },
])('$who is told what to do, and goes on without videos', ({ programs, root, says }) => {
  expect(provide(programs, root).stderr).toMatch(says);
});
