import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { listLines, namesInFiles, workflowFiles, type NewFile, type WorkflowName } from './workflow-files.ts';

/** Why there is no new workflow: one sentence for whoever asked. Nothing has been changed. */
export class NoNewWorkflow extends Error {}

const schemaFile = 'schema/schema.graphql';

/** Writes a new workflow into the checkout: its folder, its line in each list, the schema. Returns the paths. */
export async function createWorkflow(root: string, asked: string): Promise<string[]> {
  const name = readName(asked);
  const folder = `workers/${name.kebab}`;
  const lists = listLines(name).map((line) => ({ ...line, before: readFileSync(path.join(root, line.file), 'utf8') }));
  const listed = lists.some(({ before }) => new RegExp(`\\b${name.camel} \\}`).test(before));
  if (listed || existsSync(path.join(root, folder))) {
    throw new NoNewWorkflow(`There is a workflow ${name.camel} or a folder ${folder} already: take another name.`);
  }
  const files = await formatted(root, workflowFiles(name));
  const schemaBefore = readFileSync(path.join(root, schemaFile), 'utf8');

  mkdirSync(path.join(root, folder));
  for (const { file, text } of files) writeFileSync(path.join(root, file), text);
  for (const { file, before, text } of lists) writeFileSync(path.join(root, file), withLine(before, text));
  const problem = printSchema(root);
  if (problem) {
    rmSync(path.join(root, folder), { recursive: true });
    for (const { file, before } of lists) writeFileSync(path.join(root, file), before);
    writeFileSync(path.join(root, schemaFile), schemaBefore);
    throw new NoNewWorkflow(`The API cannot have a workflow ${name.camel}: ${problem}`);
  }
  return [...files, ...lists].map(({ file }) => file).concat(schemaFile);
}

/** Takes `photoBlur` and `photo-blur`. */
function readName(asked: string): WorkflowName {
  if (!/^[a-z][a-z0-9]*(([A-Z][a-z0-9]*)*|(-[a-z][a-z0-9]*)*)$/.test(asked)) {
    throw new NoNewWorkflow(`"${asked}" is not a name in camelCase or kebab-case, such as photoBlur or photo-blur.`);
  }
  const camel = asked.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const kebab = camel.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (kebab === 'kit' || namesInFiles.includes(camel)) {
    throw new NoNewWorkflow(`"${asked}" has a meaning here already: take another name.`);
  }
  return { camel, kebab, pascal: camel.charAt(0).toUpperCase() + camel.slice(1) };
}

/** How lines break depends on the length of the name. What cannot be parsed has a name that is a word of the language. */
async function formatted(root: string, files: readonly NewFile[]): Promise<NewFile[]> {
  const config = await resolveConfig(path.join(root, 'package.json'));
  const all = files.map(async ({ file, text }) => ({
    file,
    text: await format(text, { ...config, parser: 'typescript' }),
  }));
  try {
    return await Promise.all(all);
  } catch (error) {
    throw new NoNewWorkflow('That name is a word of the language: take another.', { cause: error });
  }
}

const folderOf = (line: string) => line.slice(line.indexOf(' from '));

/** Lists are sorted by folder; a comment at the top stays there. */
function withLine(list: string, line: string): string {
  const lines = list.trimEnd().split('\n');
  const exports = lines.filter((old) => old.startsWith('export '));
  const rest = lines.filter((old) => !old.startsWith('export '));
  const sorted = [...exports, line].toSorted((a, b) => (folderOf(a) < folderOf(b) ? -1 : 1));
  return [...rest, ...sorted, ''].join('\n');
}

/** Writes schema.graphql with the new workflow in it. Returns what is wrong, else null. */
function printSchema(root: string): string | null {
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'schema/print.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return null;
  return /^\w*Error[^:]*: (.+)$/m.exec(stderr)?.[1] ?? stderr;
}
