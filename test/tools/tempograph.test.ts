import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scratchFolder } from './scratch.ts';

const program = fileURLToPath(new URL('../../tools/tempograph.mjs', import.meta.url));

/** A folder where nothing is installed, with these files, in which the program is run. */
function run(files: Record<string, string>) {
  const folder = scratchFolder();
  mkdirSync(path.join(folder, 'tools'));
  cpSync(program, path.join(folder, 'tools/tempograph.mjs'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/tempograph.mjs', 'keys', 'list'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const source = { 'src/cli/main.ts': '' };
const built = { 'dist/src/cli/main.js': `console.log(process.argv.slice(2).join(' '))` };

test('a checkout where nothing is installed says what to do', () => {
  expect(run(source)).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^Run `npm install` first, .*\n$/),
  });
});

test('without what compiles, the built one runs', () => {
  for (const files of [built, { ...source, ...built }]) {
    expect(run(files)).toEqual({ status: 0, stdout: 'keys list\n', stderr: '' });
  }
});
