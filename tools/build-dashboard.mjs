import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { codeOf, Failure } from './failure.mjs';
import { withLock } from './lock.mjs';

/**
 * Makes `dist/dashboard` unless it is what these sources make.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 */
export async function buildDashboard(root, env, say) {
  if (isBuilt(root)) return;
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  await withLock(path.join(root, 'dist', '.dashboard.lock'), 'building the dashboard', say, async () => {
    if (isBuilt(root)) return;
    const hash = sourcesHash(root);
    await vite(root, env);
    writeFileSync(stampOf(root), hash);
  });
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
async function vite(root, env) {
  const program = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [program, 'build', '--config', 'src/dashboard/vite.config.ts', '--logLevel', 'warn'];
  try {
    // Also when tests want it: what they leave is what is served.
    await promisify(execFile)(process.execPath, args, { cwd: root, env: { ...env, NODE_ENV: 'production' } });
  } catch (error) {
    const { stderr = '' } = /** @type {{ stderr?: string }} */ (error);
    throw new Failure(`The dashboard cannot be built:\n${stderr.trim() || String(error)}`);
  }
}

/** @param {string} root */
const stampOf = (root) => path.join(root, 'dist', 'dashboard', '.built-from');

/** @param {string} root */
function isBuilt(root) {
  try {
    return readFileSync(stampOf(root), 'utf8') === sourcesHash(root);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return false;
  }
}

/**
 * What the page is made of: its own files, the packages that the lock file says, and how this builds it.
 * @param {string} root
 */
function sourcesHash(root) {
  const folder = path.join(root, 'src', 'dashboard');
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'tools/build-dashboard.mjs'])
    hash.update(readFileSync(path.join(root, file)));
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name)).toSorted();
  for (const file of files) hash.update(`${path.relative(folder, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}
