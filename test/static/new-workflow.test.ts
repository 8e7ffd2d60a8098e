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
  const parts = ['prompts', 'schema', 'src', 'workers', 'test', 'tools', 'package.json', 'tsconfig.json'];
  for (const part of [...parts, 'vitest.config.ts', '.oxlintrc.json', '.prettierrc.json', '.prettierignore']) {
    cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
});
const lists = ['contracts', 'workflows', 'activities'];
/** Everything the generator may touch. */
const snapshot = () =>
  ['schema', 'workers'].flatMap((folder) =>
    readdirSync(path.join(copy, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [file, readFileSync(file, 'utf8')] as const),
  );
afterAll(() => rmSync(copy, { recursive: true }));

test('a new workflow is formatted, passes linter and compiler, and has the API in schema.graphql', async () => {
  const files = await createWorkflow(copy, 'count-the-lines-of-quite-a-long-text');
  expect(files).toHaveLength(9);
  for (const list of lists) {
    expect(read(`workers/${list}.ts`)).toMatch(
      /countTheLinesOfQuiteALongText\b.*'\.\/count-the-lines-of-quite-a-long-text\//,
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
  const ofAny = ['-t', '^(?!workflow code that reaches)']; // which takes seconds for each, and is not about this one
  await tool('vitest', 'run', '--project', 'static', 'boundaries', 'schema-diff', 'bundle', ...ofAny);
}, 120_000);

test('its line goes where it sorts in each list, nothing else is moved, and what is written is told', async () => {
  const before = Object.fromEntries(snapshot());
  const files = await createWorkflow(copy, 'zoom-in');
  const after = Object.fromEntries(snapshot());
  const changed = Object.keys(after).filter((file) => after[file] !== before[file]);
  expect(changed.map((file) => path.relative(copy, file)).toSorted()).toEqual(files.toSorted());
  for (const list of lists.map((name) => path.join(copy, `workers/${name}.ts`))) {
    const lines = after[list]!.split('\n');
    const added = lines.findIndex((line) => line.includes("'./zoom-in/"));
    expect(lines.toSpliced(added, 1).join('\n')).toBe(before[list]);
    expect(lines[added - 1]).toMatch(/^export /); // not between a comment and what it is about
    const folders = lines.flatMap((line) => /'\.\/(?!kit)(.*)\//.exec(line)?.[1] ?? []);
    expect(folders).toEqual(folders.toSorted());
  }
}, 60_000);

test('a field that does not say what it is is told in one sentence', async () => {
  const contract = path.join(copy, 'workers/image-enhancement/contract.ts');
  const text = readFileSync(contract, 'utf8');
  writeFileSync(contract, text.replace("sharpen: z.number().describe('Sigma in pixels.')", 'sharpen: z.number()'));
  const printed = run(process.execPath, ['--import', 'tsx', 'schema/print.ts'], { cwd: copy });
  await expect(printed).rejects.toMatchObject({
    code: 1,
    stderr: 'imageEnhancement.result.applied.sharpen: has no description; add .describe().\n',
  });
  writeFileSync(contract, text);
}, 60_000);

test.each([
  ['PhotoBlur', '"PhotoBlur" is not a name in camelCase or kebab-case, such as photoBlur or photo-blur.'],
  ['photo_blur', '"photo_blur" is not a name in camelCase or kebab-case, such as photoBlur or photo-blur.'],
  ['kit', '"kit" has a meaning here already: take another name.'],
  ['class', 'That name is a word of the language: take another.'],
  [
    'count-the-lines-of-a-text-that-is-longer-than-most',
    '"count-the-lines-of-a-text-that-is-longer-than-most" is too long: in the lists it would take more than a line.',
  ],
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
