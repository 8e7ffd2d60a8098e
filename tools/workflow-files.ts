/** The spellings of a workflow's name: `photoBlur`, `photo-blur`. */
export interface WorkflowName {
  camel: string;
  kebab: string;
}

/** One module of a new workflow, by its path from the root. */
export interface NewFile {
  file: string;
  text: string;
}

/** The three lists that know every workflow, and the line of a workflow in each. */
export const listLines = ({ camel, kebab }: WorkflowName): NewFile[] => [
  { file: 'workers/contracts.ts', text: `export { ${camel} } from './${kebab}/contract.ts';` },
  { file: 'workers/workflows.ts', text: `export { ${camel}Workflow as ${camel} } from './${kebab}/workflow.ts';` },
  { file: 'workers/activities.ts', text: `export const ${camel} = () => import('./${kebab}/activities.ts');` },
];

/** A workflow that works, as small as one that is useful can be: it is there to be changed into what is wanted. */
export const workflowFiles = (name: WorkflowName): NewFile[] =>
  [
    { file: 'contract.ts', text: contract(name) },
    { file: 'workflow.ts', text: workflow(name) },
    { file: 'activities.ts', text: activities(name) },
    { file: `${name.kebab}.test.ts`, text: tests(name) },
  ].map(({ file, text }) => ({ file: `workers/${name.kebab}/${file}`, text }));

/** What the modules below declare or import themselves; a workflow of that name would clash with it. */
export const namesInFiles = [
  'z',
  'counted',
  'defineWorkflow',
  'defineActivity',
  'implementWorkflow',
  'implementActivities',
  'createActivities',
  'objectLocation',
  'storage',
  'stack',
];

const contract = ({ camel, kebab }: WorkflowName) => `import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { objectLocation } from '../kit/objects.ts';

const counted = z.object({
  bytes: z.int().describe('Size of the text in bytes.'),
  lines: z.int().describe('Lines of the text.'),
});

export const ${camel} = defineWorkflow({
  name: '${camel}',
  description: 'Counts the lines of a stored text.',
  taskQueue: 'data',
  input: z.object({ source: objectLocation.describe('The text to read.') }),
  result: counted,
  workflowId: (input, { hash }) => \`${kebab}-\${hash(input)}\`,
  reuse: 'allowAfterFailure',
  steps: ['count'],
  errors: {
    SOURCE_NOT_FOUND: 'The source object does not exist.',
  },
  activities: {
    count: defineActivity({
      step: 'count',
      input: objectLocation,
      output: counted,
      startToClose: '5 minutes',
      repeatable: 'reads only',
    }),
  },
});
`;

const workflow = ({ camel }: WorkflowName) => `import { implementWorkflow } from '../kit/workflow.ts';
import { ${camel} } from './contract.ts';

/** What activities write to their work keys would stay: then this begins with \`cleanup(() => activities.discard())\`. */
export const ${camel}Workflow = implementWorkflow(${camel}, ({ input, activities }) => activities.count(input.source));
`;

const activities = ({
  camel,
}: WorkflowName) => `import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { ${camel} } from './contract.ts';

/** What ${camel} does to the world, with what that takes handed in. */
export const createActivities = ({ storage }: Dependencies) =>
  implementActivities(${camel}, {
    async count(source, { report, signal, fail }) {
      const facts = await storage.head(source, signal);
      if (!facts) return fail('SOURCE_NOT_FOUND', 'The source does not exist.');

      const text = await storage.read(source, {
        signal,
        onProgress: (done) => report({ done, total: facts.bytes, unit: 'bytes' }),
      });
      return { bytes: text.length, lines: text.toString().split('\\n').length };
    },
  });
`;

const tests = ({ camel }: WorkflowName) => `import { expect, test } from 'vitest';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';

const stack = useStack();

test('the lines of a text are counted, and the history of the run replays', async () => {
  const source = await stack.put(Buffer.from('one\\ntwo\\nthree'));
  const run = await stack.start('${camel}', { source });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { bytes: 13, lines: 3 } });
  await keepHistory(stack, run, 'completed');
});

test('a missing source is an error a client can switch on, and so is a bucket runs may not use', async () => {
  const missing = await stack.start('${camel}', { source: { bucket: stack.storage.workBucket, key: 'missing' } });
  expect(await missing.end()).toMatchObject({ status: 'FAILED', failure: { code: 'SOURCE_NOT_FOUND' } });
  const foreign = await stack.start('${camel}', { source: { bucket: 'someone-elses', key: 'text' } });
  expect(await foreign.end()).toMatchObject({ status: 'FAILED', failure: { code: 'BUCKET_NOT_ALLOWED' } });
});
`;
