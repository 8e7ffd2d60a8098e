import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as contracts from '../workers/contracts.ts';
import { workflowFolder } from './workflow-folder.ts';
import { processEnv } from '../src/platform/env.ts';

/**
 * `npm run record:history -- <workflow>`: runs the workflow's tests on real servers and writes the histories that they
 * pass to `keepHistory` into workers/<folder>/histories/.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const workflows = [...Object.keys(contracts), 'batch', 'backfill', 'asking'];
const [workflow = ''] = process.argv.slice(2);

if (workflows.includes(workflow)) {
  const folder = path.join('workers', workflowFolder(workflow));
  const vitest = spawn(
    path.join(root, 'node_modules/.bin/vitest'),
    // Only the tests that keep a history, by their name: the others take long and change nothing.
    ['run', '--project', 'suites', '--testNamePattern', 'the history of', `${folder}/`],
    { cwd: root, stdio: 'inherit', env: { ...processEnv(), RECORD_HISTORY: workflow } },
  );
  vitest.on('exit', (code) => {
    process.exitCode = code ?? 1;
    if (code === 0) say(`${folder}/histories: ${readdirSync(path.join(root, folder, 'histories')).join(', ')}`);
  });
} else {
  say(`Usage: npm run record:history -- <${workflows.join(' | ')}>`);
  process.exitCode = 2;
}

function say(line: string) {
  process.stderr.write(`${line}\n`);
}
