import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/**
 * Compiles the program and the fixtures' worker as `npm run build` does, once for all processes that tests start: each
 * would spend a second of a processor on it. Types are not checked. Returns where it is: see `compiledModule`.
 */
export async function compileProgram(folder: string): Promise<string> {
  const outDir = path.join(folder, 'compiled');
  await mkdir(outDir);
  const config = {
    extends: path.join(root, 'tsconfig.build.json'),
    compilerOptions: { rootDir: root, outDir, noCheck: true },
    include: ['prompts', 'schema', 'src', 'workers', 'test/fixtures/worker.ts'].map((one) => path.join(root, one)),
    exclude: ['**/*.test.ts', 'src/local'].map((one) => path.join(root, one)),
  };
  const configFile = path.join(outDir, 'tsconfig.json');
  await Promise.all([
    writeFile(configFile, JSON.stringify(config)),
    writeFile(path.join(outDir, 'package.json'), '{ "type": "module" }'),
    ...['node_modules', 'drizzle'].map((name) => symlink(path.join(root, name), path.join(outDir, name))),
  ]);
  await run(path.join(root, 'node_modules/.bin/tsc'), ['-p', configFile]);
  return outDir;
}

/** Where a module of the program is in what `compileProgram` returned. */
export const compiledModule = (outDir: string, module: string) =>
  path.join(outDir, path.relative(root, module)).replace(/\.ts$/, '.js');
