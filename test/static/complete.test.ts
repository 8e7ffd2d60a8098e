import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contracts from '../../workers/contracts.ts';
import { root } from './source.ts';

type Edit = (text: string) => string;
const [name] = Object.keys(contracts) as [string];
const withoutLine: Edit = (text) => text.replaceAll(new RegExp(`^export .*\\b${name}\\b.*$`, 'gm'), '');
/** All spellings a list uses: `{ name }`, `{ something as name }` and `const name =`. */
const renamed: Edit = (text) =>
  text
    .replace(`{ ${name} }`, `{ ${name} as other }`)
    .replace(`as ${name} }`, 'as other }')
    .replace(`const ${name} =`, 'const other =');

const lonelyContract = (change: Edit) =>
  change(`import * as z from 'zod';
import { defineActivity, defineWorkflow } from '${root}workers/kit/contract.ts';
export const lonely = defineWorkflow({
  name: 'lonely',
  description: 'Does nothing.',
  taskQueue: 'media',
  input: z.object({}),
  result: z.object({}),
  workflowId: () => 'lonely',
  reuse: 'allowDuplicate',
  steps: ['work'],
  errors: {},
  activities: {
    work: defineActivity({ step: 'work', input: z.object({}), output: z.object({}), startToClose: '1 minute', repeatable: 'harmless' }),
  },
});
`);
const lonelyActivities = `import { implementActivities } from '${root}workers/kit/activity.ts';
import { lonely } from './lonely.ts';
export const create = () => implementActivities(lonely, {});
`;

const lonelyWorkflow = `import { implementWorkflow } from '${root}workers/kit/workflow.ts';
import { lonely } from './lonely.ts';
export const lonelyWorkflow = implementWorkflow(lonely, ({ activities }) => activities.work({}));
`;

/** Copies of the three lists with one thing wrong in each, and what the compiler has to say about it. */
const cases: Record<string, { edits?: Record<string, Edit>; files?: Record<string, string>; says: RegExp | null }> = {
  'nothing is wrong': { says: null },
  'a contract has no workflow': {
    edits: { 'workflows.ts': withoutLine },
    says: new RegExp(`"${name} has no line in workers/workflows.ts"`),
  },
  'a contract has no activities': {
    edits: { 'activities.ts': withoutLine },
    says: new RegExp(`"${name} has no line in workers/activities.ts"`),
  },
  'a workflow has no contract': {
    edits: { 'contracts.ts': withoutLine },
    says: new RegExp(`"${name} has no line in workers/contracts.ts"`),
  },
  'a contract is listed under another name': {
    edits: { 'contracts.ts': renamed, 'workflows.ts': renamed, 'activities.ts': renamed },
    says: /"other is exported from workers\/contracts.ts under another name than its own"/,
  },
  'a correct contract stands alone': { files: { 'lonely.ts': lonelyContract((text) => text) }, says: null },
  'a contract has no queue': {
    files: { 'lonely.ts': lonelyContract((text) => text.replace(/ {2}taskQueue.*\n/, '')) },
    says: /'taskQueue' is missing in type '\{ name: "lonely"/,
  },
  'a contract has a queue nobody serves': {
    files: { 'lonely.ts': lonelyContract((text) => text.replace(`'media'`, `'cupboard'`)) },
    says: /"cupboard"' is not assignable to type 'QueueName'/,
  },
  'an activity belongs to no step': {
    files: {
      'lonely.ts': lonelyContract((text) => text.replace(`step: 'work'`, `step: 'play'`)),
      'lonely-workflow.ts': lonelyWorkflow,
    },
    says: /^\S*\/lonely\.ts(?!.*error.*error).*"play".* property 'step' has conflicting types/s,
  },
  'an activity is not implemented': {
    files: { 'lonely.ts': lonelyContract((text) => text), 'lonely-activities.ts': lonelyActivities },
    says: /'work' is missing/,
  },
};

const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-complete-'));
let output: string;

// One run of the compiler over all copies: starting it is what takes time.
beforeAll(async () => {
  for (const [index, { edits = {}, files = {} }] of Object.values(cases).entries()) {
    const copy = path.join(folder, String(index));
    mkdirSync(copy);
    for (const file of ['contracts.ts', 'workflows.ts', 'activities.ts', 'complete.ts']) {
      const text = (edits[file] ?? String)(readFileSync(path.join(root, 'workers', file), 'utf8'));
      // The lists stay together, what they list stays where it is.
      writeFileSync(path.join(copy, file), text.replaceAll(/'\.\/(?=[^']*\/)/g, `'${root}workers/`));
    }
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(copy, file), text);
  }
  // Packages are looked up from the copies.
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  const config = { extends: path.join(root, 'tsconfig.json'), include: ['*/*.ts'] };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  output = await new Promise((resolve) => {
    execFile(path.join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'], (_error, stdout) => {
      resolve(stdout);
    });
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** The compiler's complaints about one copy, continuation lines included. */
const complaints = (index: number) =>
  output
    .split(/\n(?=\S)/)
    .filter((line) => line.includes(`${path.basename(folder)}/${index}/`))
    .join('\n');

test.each(Object.entries(cases).map(([what, { says }], index) => [what, says, index] as const))(
  'the compiler when %s',
  (_what, says, index) => {
    if (says === null) expect(complaints(index)).toBe('');
    else expect(complaints(index)).toMatch(says);
  },
);

test('the compiler ran, and complains about nothing but the copies', () => {
  const about = output.split(/\n(?=\S)/).filter((line) => line.trim() && !line.includes(path.basename(folder)));
  expect(about).toEqual([]);
  expect(output).not.toBe('');
});
