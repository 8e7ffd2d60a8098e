import path from 'node:path';
import { createWorkflow, NoNewWorkflow } from './create-workflow.ts';

/** `npm run new:workflow -- <name>` */
const root = path.resolve(import.meta.dirname, '..');
const [name = '', ...more] = process.argv.slice(2);

try {
  if (name === '' || more.length > 0) throw new NoNewWorkflow('Usage: npm run new:workflow -- <name>');
  const files = await createWorkflow(root, name);
  const [first = ''] = files;
  const folder = path.dirname(first);
  const camel = path.basename(folder).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  console.log(`Written:\n${files.map((file) => `  ${file}`).join('\n')}

It counts the lines of a stored text; make it yours in this order:
  1. ${folder}/contract.ts      what goes in and comes out, steps, errors, activities
  2. ${folder}/activities.ts    what it does to the world
  3. ${folder}/workflow.ts      in which order
  4. npm run schema && npm run check
  5. npm run record:history -- ${camel}    before the first run that matters`);
} catch (error) {
  if (!(error instanceof NoNewWorkflow)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
