import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { script, scratchFolder } from './scratch.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A checkout with nothing but what bootstrap reads before anything is installed. */
function checkout() {
  const folder = scratchFolder();
  for (const name of ['package.json', 'package-lock.json']) cpSync(path.join(root, name), path.join(folder, name));
  cpSync(path.join(root, 'tools'), path.join(folder, 'tools'), { recursive: true });
  mkdirSync(path.join(folder, 'bin'));
  return folder;
}

function bootstrap(folder: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const result = spawnSync(process.execPath, ['tools/bootstrap.mjs', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: path.join(folder, 'bin'),
      HOME: folder,
      TEMPOGRAPH_RELEASES_URL: 'http://127.0.0.1:1',
      ...env,
    },
  });
  return { ...result, lines: result.stderr.trimEnd().split('\n') };
}

test('a missing server that can be neither downloaded nor built stops everything, before anything is installed', () => {
  const folder = checkout();
  for (const command of ['start', 'test']) {
    const { status, lines } = bootstrap(folder, [command]);
    expect(status).toBe(1);
    expect(lines.at(-1)).toMatch(
      /^temporal 1\.8\.2 is needed and could not be downloaded \(.*\) nor built \(there is no Go\): install Go 1\.26\.4 or newer .* TEMPORAL_CLI_PATH/,
    );
  }
  script(path.join(folder, 'bin/go'), 'echo go version go1.19.8 linux/amd64');
  expect(bootstrap(folder, ['start']).lines.at(-1)).toMatch(
    /nor built \(Go is 1\.19\.8\): install Go 1\.26\.4 or newer/,
  );
  script(path.join(folder, 'bin/go'), 'echo no such toolchain >&2; exit 1');
  expect(bootstrap(folder, ['start']).lines.at(-1)).toMatch(/nor built \(.*no such toolchain\): install Go/);
  expect(existsSync(path.join(folder, 'node_modules'))).toBe(false);
});

test('a server that the environment replaces is not asked for', () => {
  const env = { TEMPORAL_ADDRESS: 'temporal.example:7233' };
  expect(bootstrap(checkout(), ['start'], env).lines.at(-1)).toMatch(/^versitygw 1\.7\.0 is needed/);
});

test('every script of package.json is a command, so that it works in a fresh clone', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [usage = ''] = bootstrap(checkout(), ['nonsense']).lines;
  const commands = (/<(.*)>/.exec(usage)?.[1] ?? '').split(' | ');
  expect(Object.keys(scripts).toSorted()).toEqual(commands.toSorted());
  for (const [name, command] of Object.entries(scripts)) expect(command).toBe(`node tools/bootstrap.mjs ${name}`);
});

test('a command that only needs what npm installs runs it', () => {
  const folder = installed({ prettier: 'echo "prettier $*"', tsc: 'echo "tsc $*"' });
  expect(bootstrap(folder, ['format']).stdout).toBe('prettier --write .\n');
  expect(bootstrap(folder, ['build']).stdout).toBe('tsc -p tsconfig.build.json\n');
});

test('an unknown command or bench says what there is', () => {
  const folder = checkout();
  mkdirSync(path.join(folder, 'bench'));
  writeFileSync(path.join(folder, 'bench/start.ts'), '');
  mkdirSync(path.join(folder, 'bench/lib'));
  writeFileSync(path.join(folder, 'bench/lib/helper.ts'), '');
  expect(bootstrap(folder, ['nonsense']).lines).toEqual([expect.stringMatching(/^Usage: .*start \| test/)]);
  expect(bootstrap(folder, ['bench', 'nonsense']).lines).toEqual(['Usage: npm run bench -- <start>']);
});

/** A checkout that looks installed, with these stand-ins for the programs the test command runs. */
function installed(programs: Partial<Record<string, string>>) {
  const folder = checkout();
  mkdirSync(path.join(folder, 'node_modules/.bin'), { recursive: true });
  const lockFile = readFileSync(path.join(folder, 'package-lock.json'));
  const stamp = createHash('sha256').update(lockFile).update(`${process.platform} ${process.arch}`).digest('hex');
  writeFileSync(path.join(folder, 'node_modules/.tempograph-install'), stamp);
  for (const name of ['prettier', 'oxlint', 'tsc', 'knip', 'vitest']) {
    script(path.join(folder, 'node_modules/.bin', name), programs[name] ?? 'exit 0');
  }
  return folder;
}

const report = (numPassedTests: number, numFailedTests: number, code = 0, status = 'passed') =>
  `for arg; do case $arg in --outputFile.json=*) file=\${arg#*=};; esac; done
   echo '${JSON.stringify({ numPassedTests, numFailedTests, testResults: [{ status, assertionResults: [] }] })}' > "$file"
   exit ${code}`;

test.each([
  { what: 'everything passes', programs: { vitest: report(7, 0) }, last: '12 passed, 0 failed', status: 0 },
  { what: 'lint fails', programs: { vitest: report(7, 0), oxlint: 'exit 1' }, last: '11 passed, 1 failed', status: 1 },
  { what: 'tests fail', programs: { vitest: report(5, 2, 1) }, last: '10 passed, 2 failed', status: 1 },
  { what: 'a file fails', programs: { vitest: report(5, 0, 1, 'failed') }, last: '10 passed, 1 failed', status: 1 },
  { what: 'vitest itself fails', programs: { vitest: 'exit 3' }, last: '5 passed, 1 failed', status: 1 },
])('the last line counts and the exit code tells: $what', ({ programs, last, status }) => {
  const result = bootstrap(installed(programs), ['check']);
  expect(result.stdout.trimEnd().split('\n').at(-1), result.stderr).toBe(last);
  expect(result.status).toBe(status);
});

test('test:long runs both projects with TEST_LONG', () => {
  const folder = installed({ vitest: `echo "$TEST_LONG $*"; ${report(1, 0)}` });
  const server = script(path.join(folder, 'bin/any'), 'exit 0');
  const env = { TEMPORAL_CLI_PATH: server, VERSITYGW_PATH: server };
  const { stdout } = bootstrap(folder, ['test:long', 'some/file'], env);
  expect(stdout).toMatch(
    /1 run --project static .*\n[^]*1 run --project suites .*some\/file\n[^]*7 passed, 0 failed\n$/,
  );
});

test('a changed lock file, or none installed, runs npm ci with the development dependencies', () => {
  const folder = installed({ vitest: report(1, 0) });
  const npm = path.join(folder, 'npm-cli.js');
  writeFileSync(npm, `require('node:fs').writeFileSync('npm-called', process.argv.slice(2).join(' '))`);
  const env = { npm_execpath: npm, NODE_ENV: 'production', TMPDIR: folder };
  // The folder of the stand-in is no package of type module only because its package.json is elsewhere.
  writeFileSync(path.join(folder, 'package.json'), '{}');
  expect(bootstrap(folder, ['check'], env).status).toBe(0);
  expect(existsSync(path.join(folder, 'npm-called')), 'nothing has changed').toBe(false);
  writeFileSync(path.join(folder, 'package-lock.json'), '{}');
  expect(bootstrap(folder, ['check'], env).status).toBe(0);
  expect(readFileSync(path.join(folder, 'npm-called'), 'utf8')).toBe('ci --include=dev --no-audit --no-fund');
  expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toEqual([]);
});
