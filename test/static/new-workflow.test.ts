import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorkflow, NoNewWorkflow } from '../../tools/create-workflow.ts';
import { root } from './source.ts';
import { processEnv } from '../../src/platform/env.ts';

const run = promisify(execFile);
const copy = mkdtempSync(path.join(os.tmpdir(), 'tempograph-new-workflow-'));
const tool = (name: string, ...args: string[]) =>
  run(path.join(root, 'node_modules/.bin', name), args, { cwd: copy, env: { PATH: processEnv()['PATH'] } }).catch(
    ({ stdout, stderr }: { stdout: string; stderr: string }) => {
      throw new Error(`${name} ${args.join(' ')} in the copy:\n${stdout}${stderr}`);
    },
  );
const read = (file: string) => readFileSync(path.join(copy, file), 'utf8');

beforeAll(() => {
  const parts = ['schema', 'src', 'workers', 'test', 'tools', 'package.json', 'tsconfig.json'];
  for (const part of [...parts, 'vitest.config.ts', '.oxlintrc.json', '.prettierrc.json', '.prettierignore']) {
    cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
});
/** Everything the generator may touch. */
const snapshot = () =>
  ['schema', 'workers'].flatMap((folder) =>
    readdirSync(path.join(copy, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [file, readFileSync(file, 'utf8')]),
  );
afterAll(() => rmSync(copy, { recursive: true }));

test('a new workflow is formatted, passes linter and compiler, and has the API in schema.graphql', async () => {
  const files = await createWorkflow(copy, 'count-the-lines-of-quite-a-long-text');
  expect(files).toHaveLength(8);
  for (const list of ['contracts', 'workflows', 'activities']) {
    expect(read(`workers/${list}.ts`)).toMatch(
      /countTheLinesOfQuiteALongText \} from '\.\/count-the-lines-of-quite-a-long-text\//,
    );
  }
  expect(read('schema/schema.graphql')).toContain('startCountTheLinesOfQuiteALongText(');
  await tool('prettier', '--check', ...files);
  await tool('oxlint', '--type-aware', ...files.filter((file) => file.endsWith('.ts')));
  const config = {
    extends: './tsconfig.json',
    include: [path.dirname(files[0]!), 'workers/complete.ts', 'test/global-setup.ts'],
  };
  writeFileSync(path.join(copy, 'tsconfig.new.json'), JSON.stringify(config));
  await tool('tsc', '-p', 'tsconfig.new.json');
  await tool('vitest', 'run', '--project', 'static', 'boundaries', 'replay', 'schema-diff');
}, 120_000);

test.each([
  ['PhotoBlur', '"PhotoBlur" is not a name in camelCase or kebab-case, such as photoBlur or photo-blur.'],
  ['photo_blur', '"photo_blur" is not a name in camelCase or kebab-case, such as photoBlur or photo-blur.'],
  ['kit', '"kit" has a meaning here already: take another name.'],
  ['class', 'That name is a word of the language: take another.'],
  ['untyped', /^The API cannot have a workflow untyped: .*UntypedRun/],
])('%s is refused with one sentence, and nothing is changed', async (name, sentence) => {
  const before = snapshot();
  const attempt = createWorkflow(copy, name);
  await expect(attempt).rejects.toThrow(NoNewWorkflow);
  await expect(attempt).rejects.toThrow(sentence);
  expect(snapshot()).toEqual(before);
});

test('a name that is taken is refused, in either spelling', async () => {
  const [, taken = ''] = /\{ (\w+) \} from/.exec(read('workers/contracts.ts')) ?? [];
  const kebab = taken.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  for (const name of [taken, kebab])
    await expect(createWorkflow(copy, name)).rejects.toThrow(/already: take another name/);
});
