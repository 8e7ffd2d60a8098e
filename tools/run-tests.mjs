import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { reasonOf } from './failure.mjs';
import { runStep, signalReceived } from './run-step.mjs';

/** @typedef {{ passed: number, failed: number }} Count */

/** The fast steps that are not vitest; each counts as one test. */
const checks = [
  { name: 'format', command: 'prettier', args: ['--check', '.'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware'] },
  { name: 'types', command: 'tsc', args: ['-p', '.'] },
  { name: 'types of the dashboard', command: 'tsc', args: ['-p', 'src/dashboard'] },
  { name: 'unused code and packages', command: 'knip', args: [] },
];

/**
 * Runs the checks and then these vitest projects, all of them whatever fails, and prints `N passed, N failed` last.
 * Returns the exit code.
 * @param {string} root
 * @param {readonly string[]} projects
 * @param {{ args: readonly string[], env: NodeJS.ProcessEnv }} options `args` go to the last project's vitest
 */
export async function runTests(root, projects, { args, env }) {
  const bin = (/** @type {string} */ name) => path.join(root, 'node_modules', '.bin', name);
  /** @type {Count[]} */
  const counts = [];
  /** @type {string[]} */
  const broken = [];
  for (const { name, command, args: stepArgs } of checks) {
    if (signalReceived()) break;
    heading(name);
    const code = await runStep(bin(command), stepArgs, { cwd: root, env });
    if (code !== 0) broken.push(name);
    counts.push({ passed: Number(code === 0), failed: Number(code !== 0) });
  }
  for (const project of projects) {
    if (signalReceived()) break;
    heading(`vitest ${project}`);
    const extra = project === projects.at(-1) ? args : [];
    counts.push(await runVitest(bin('vitest'), project, extra));
  }
  const sum = (/** @type {keyof Count} */ key) => counts.reduce((total, count) => total + count[key], 0);
  const failed = sum('failed') + Number(signalReceived() !== null);
  // They have said what is wrong before everything else, which may be pages ago.
  if (broken.length > 0) process.stdout.write(`failed, above: ${broken.join(', ')}\n`);
  // Children write to the same stdout before this line; a pipe is flushed because the exit code is set, not exit() called.
  process.stdout.write(`${sum('passed')} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;

  /**
   * @param {string} command
   * @param {string} project
   * @param {readonly string[]} extra
   * @returns {Promise<Count>}
   */
  async function runVitest(command, project, extra) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-report-'));
    const report = path.join(folder, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    try {
      const code = await runStep(command, ['run', '--project', project, ...reporters, ...extra], { cwd: root, env });
      return countReport(report, code);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** @param {string} text */
const heading = (text) => void process.stdout.write(`\n== ${text}\n`);

/**
 * What a vitest run amounts to. A file that could not even be loaded has no failed test, and an unhandled error belongs
 * to none: both still count, so that a run that did not succeed never ends with "0 failed".
 * @param {string} file vitest's JSON report, absent when vitest did not get that far
 * @param {number} exitCode
 * @returns {Count}
 */
function countReport(file, exitCode) {
  /** @type {Count} */
  const count = { passed: 0, failed: 0 };
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    count.passed = report.numPassedTests;
    count.failed = report.numFailedTests;
    for (const { status, assertionResults } of report.testResults) {
      const blamed = assertionResults.some((/** @type {{ status: string }} */ { status }) => status === 'failed');
      if (status === 'failed' && !blamed) count.failed++;
    }
  } catch (error) {
    process.stderr.write(`vitest left no report: ${reasonOf(error)}\n`);
  }
  if (exitCode !== 0 && count.failed === 0) count.failed = 1;
  return count;
}
