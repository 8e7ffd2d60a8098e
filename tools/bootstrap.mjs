import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure, reasonOf } from './failure.mjs';
import { buildDashboard } from './build-dashboard.mjs';
import { install } from './install.mjs';
import { buildAll, findOrDownload } from './provide-servers.mjs';
import { chromium, ffmpeg, providePrograms } from './provide-programs.mjs';
import { endWithParents, runStep } from './run-step.mjs';
import { runTests } from './run-tests.mjs';
import { servers } from './servers.mjs';
import { isAtLeast } from './version.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const nodeVersion = '20.19.0';
/** Read here and nowhere else in this folder. */
const env = process.env;
if (env.npm_lifecycle_event) endWithParents();

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`);

/**
 * @param {string} file
 * @param {readonly string[]} args
 */
const runTypeScript = (file, args) =>
  runStep(process.execPath, ['--import', 'tsx', file, ...args], {
    // tsx is looked up from here; paths on the command line are those of the folder in INIT_CWD, which npm sets.
    cwd: root,
    tied: true,
    // The AWS SDK announces on Node 20 what it will need one day; that is for our package.json, not for a terminal.
    env: { INIT_CWD: process.cwd(), ...env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });

/**
 * @param {string} program one that npm installs
 * @param {readonly string[]} args
 */
const runInstalled = (program, args) => runStep(path.join(root, 'node_modules', '.bin', program), args, { cwd: root });

/**
 * What runs without anything that compiles: the program, and its workflows as one file, for WORKFLOW_BUNDLE.
 * @param {readonly string[]} args
 */
async function build(args) {
  const code = await runInstalled('tsc', ['-p', 'tsconfig.build.json', ...args]);
  if (code !== 0) return code;
  await buildDashboard(root, env, say);
  return runStep(process.execPath, ['dist/workers/write-bundle.js', 'dist/workflow-bundle.cjs'], { cwd: root });
}

/** What is generated: the schema, and what the dashboard asks of it. */
async function writeSchema() {
  const code = await runTypeScript(path.join(root, 'schema/print.ts'), []);
  return code === 0 ? runTypeScript(path.join(root, 'tools/print-operations.ts'), []) : code;
}

/**
 * `servers`: the ones a command needs on this machine; `folders`: those whose npm dependencies it needs; `programs`: what a part
 * of it needs.
 * @typedef {object} Command
 * @property {readonly import('./servers.mjs').Server[]} servers
 * @property {string[]} [folders]
 * @property {readonly import('./provide-programs.mjs').Provided[]} [programs]
 * @property {() => Promise<number>} run
 */

/**
 * @param {string} name
 * @param {string[]} args
 * @returns {Command}
 */
function commandOf(name, args) {
  switch (name) {
    case 'start': {
      const needed = servers.filter(({ replaced }) => !replaced(env));
      const run = async () => {
        await buildDashboard(root, env, say);
        return runTypeScript(path.join(root, 'src/local/start.ts'), args);
      };
      return { servers: needed, programs: [ffmpeg], run };
    }
    case 'check':
      return { servers: [], run: () => runTests(root, ['static'], { args, env }) };
    case 'test':
      return { servers, programs: [ffmpeg, chromium], run: () => runTests(root, ['static', 'suites'], { args, env }) };
    case 'test:long':
      return {
        servers,
        programs: [ffmpeg, chromium],
        run: () => runTests(root, ['static', 'suites'], { args, env: { ...env, TEST_LONG: '1' } }),
      };
    case 'bench': {
      const [bench, ...rest] = args;
      const file = path.join(root, 'bench', `${bench}.ts`);
      if (!bench || !existsSync(file)) throw new Failure(`Usage: npm run bench -- <${benches().join(' | ')}>`);
      const peers = path.join(root, 'bench', 'peers');
      const folders = existsSync(path.join(peers, 'package-lock.json')) ? [root, peers] : [root];
      return { servers, folders, programs: [ffmpeg], run: () => runTypeScript(file, rest) };
    }
    case 'format':
      return { servers: [], run: () => runInstalled('prettier', ['--write', '.', ...args]) };
    case 'build':
      return { servers: [], run: () => build(args) };
    case 'schema':
      return { servers: [], run: writeSchema };
    case 'docs:clock-changes':
      return { servers, run: () => runTypeScript(path.join(root, 'test/clock-changes/write.ts'), args) };
    case 'migration': {
      const [migration, ...rest] = args;
      if (!migration || migration.startsWith('-')) {
        throw new Failure(
          'Usage: npm run migration -- <name, for example add-budgets> [--custom, for SQL of your own]',
        );
      }
      return { servers: [], run: () => runInstalled('drizzle-kit', ['generate', '--name', migration, ...rest]) };
    }
    case 'new:workflow':
      return { servers: [], run: () => runTypeScript(path.join(root, 'tools/new-workflow.ts'), args) };
    case 'replay':
      return { servers: [], run: () => runTypeScript(path.join(root, 'src/replay/main.ts'), args) };
    case 'record:history':
      return { servers, programs: [ffmpeg], run: () => runTypeScript(path.join(root, 'test/record-history.ts'), args) };
    default:
      throw new Failure(
        'Usage: node tools/bootstrap.mjs <start | test | check | test:long | bench | format | build | schema | docs:clock-changes | migration | new:workflow | record:history | replay> [arguments]',
      );
  }
}

/** What they have in common is in bench/lib. */
const benches = () =>
  readdirSync(path.join(root, 'bench'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.basename(file, '.ts'));

/** @param {unknown} error */
const told = (error) =>
  error instanceof Failure ? error.message : (error instanceof Error && error.stack) || reasonOf(error);

async function main() {
  if (!isAtLeast(process.versions.node, nodeVersion)) {
    throw new Failure(`Node ${nodeVersion} or newer is needed (this is ${process.versions.node}): install Node 24.`);
  }
  const [name = '', ...args] = process.argv.slice(2);
  const command = commandOf(name, args);
  const toBuild = await findOrDownload(command.servers, env);
  const installs = async () => {
    for (const folder of command.folders ?? [root]) await install(folder, env, say);
  };
  // A build is bound to the processor and an install to the network and the disk.
  const all = await Promise.allSettled([
    buildAll(toBuild, env),
    installs(),
    providePrograms(command.programs ?? [], env, say),
  ]);
  const failures = all.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  for (const failure of failures.slice(1)) say(told(failure));
  if (failures.length > 0) throw failures[0];
  return command.run();
}

try {
  process.exitCode = await main();
} catch (error) {
  say(told(error));
  process.exitCode = 1;
}
