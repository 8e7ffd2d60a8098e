import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { listLines, namesInFiles, workflowFiles, type NewFile, type WorkflowName } from './workflow-files.ts';

/** Why there is no new workflow: one sentence for whoever asked. Nothing has been changed. */
export class NoNewWorkflow extends Error {}

/** What `npm run schema` writes. */
const schemaFiles = ['schema/schema.graphql', 'schema/schedules.schema.json'];

/** Writes a new workflow into the checkout: its folder, its line in each list, the schema. Returns the paths. */
export async function createWorkflow(root: string, asked: string): Promise<string[]> {
  const name = readName(asked);
  const folder = `workers/${name.kebab}`;
  const lists = listLines(name).map((line) => ({ ...line, before: readFileSync(path.join(root, line.file), 'utf8') }));
  const listed = lists.some(({ before }) => new RegExp(`\\b${name.camel}( \\}| =)`).test(before));
  if (listed || existsSync(path.join(root, folder))) {
    throw new NoNewWorkflow(`There is a workflow ${name.camel} or a folder ${folder} already: take another name.`);
  }
  const files = await formatted(root, workflowFiles(name));
  const lines = await formatted(root, lists);
  if (lines.some(({ text }) => text.trimEnd().includes('\n'))) {
    throw new NoNewWorkflow(`"${asked}" is too long: in the lists it would take more than a line.`);
  }
  const schemas = schemaFiles.map((file) => ({ file, before: readFileSync(path.join(root, file), 'utf8') }));

  mkdirSync(path.join(root, folder));
  for (const { file, text } of files) writeFileSync(path.join(root, file), text);
  for (const { file, before, text } of lists) writeFileSync(path.join(root, file), withLine(before, text));
  const problem = printSchema(root);
  if (problem) {
    rmSync(path.join(root, folder), { recursive: true });
    for (const { file, before } of [...lists, ...schemas]) writeFileSync(path.join(root, file), before);
    throw new NoNewWorkflow(`The API cannot have a workflow ${name.camel}: ${problem}`);
  }
  return [...files, ...lists, ...schemas].map(({ file }) => file);
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
  return { camel, kebab };
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

const folderOf = (line: string) => line.slice(line.indexOf("'"));

/** Lists are sorted by folder: the line goes below the last that sorts before it, so that comments stay above theirs. */
function withLine(list: string, line: string): string {
  const lines = list.split('\n');
  const sortsBefore = (old: string) =>
    old.startsWith('export ') && !old.includes("'./kit/") && folderOf(old) < folderOf(line);
  const first = 1; // below what the list itself is said to be
  return lines.toSpliced(lines.findLastIndex(sortsBefore) + 1 || first, 0, line).join('\n');
}

/** Writes the schemas with the new workflow in them. Returns what is wrong, else null. */
function printSchema(root: string): string | null {
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'schema/print.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return null;
  return /^\w*Error[^:]*: (.+)$/m.exec(stderr)?.[1] ?? stderr;
}
