/**
 * A profile of a million rows of CSV, as `dataAnalysis` makes one: read whole, with types counted over all rows and broken rows
 * listed, stored as Parquet, then each column counted. Each job in its own process, as in a run; without storage and Temporal. Its peer
 * is DuckDB's own SUMMARIZE of the same file in a process of its own, which lists no broken rows, keeps no table and knows distinct
 * values about. Options: `--rows`, `--rounds`.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { moduleUrl } from '../src/platform/module-url.ts';
import { runJob } from '../src/platform/jobs/run-job.ts';
import { writeTable } from '../test/large-table.ts';
import { analyses } from '../workers/data-analysis/contract/analyses.ts';
import { readingWishes } from '../workers/data-analysis/contract/table.ts';
import { doJob } from '../workers/data-analysis/jobs.ts';
import { median, report, rounded } from './lib/measure.ts';
import { processIds, readProc } from './lib/proc.ts';

const { values } = parseArgs({ options: { rows: { type: 'string' }, rounds: { type: 'string' } } });
const rows = Number(values.rows ?? 1_000_000);
const rounds = Number(values.rounds ?? 3);
const limits = { memory: 600_000_000, seconds: 600 };
const { signal } = new AbortController();

/** The most memory that any child of this process has had at a time, in MB. */
async function watched<T>(work: () => Promise<T>): Promise<{ seconds: number; megabytes: number }> {
  let most = 0;
  const look = async () => {
    for (const id of await processIds()) {
      const status = await readProc(`${id}/status`);
      if (!status.includes(`PPid:\t${process.pid}\n`)) continue;
      most = Math.max(most, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    }
  };
  const timer = setInterval(() => void look(), 50);
  const since = performance.now();
  await work();
  clearInterval(timer);
  return { seconds: (performance.now() - since) / 1000, megabytes: most / 1000 };
}

const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-analysis-'));
const file = path.join(folder, 'rows.csv');
const output = createWriteStream(file);
await writeTable(output, { rows, broken: 0 });
output.end();
await once(output, 'finish');

async function ours() {
  const plan = await doJob(
    'plan',
    { folder, file, key: 'rows.csv', wishes: readingWishes.parse({}) },
    { limits, signal },
  );
  const { parquet } = await doJob('load', { folder, file, plan, maxRejected: 0 }, { limits, signal });
  const [findings, assignments] = [path.join(folder, 'findings.json'), path.join(folder, 'clusters.csv')];
  const job = { folder, parquet, columns: plan.columns, analyses: analyses.parse({}), seed: 1, findings, assignments };
  await doJob('analyse', job, { limits, signal });
}
const peer = () =>
  runJob(moduleUrl('./lib/summarize', import.meta.url), { file }, { limits: { ...limits, memory: 2e9 }, signal });

const [mine, theirs]: Awaited<ReturnType<typeof watched>>[][] = [[], []];
for (let round = 0; round < rounds; round++) {
  mine!.push(await watched(ours));
  theirs!.push(await watched(peer));
}
const { size } = await stat(file);
await rm(folder, { recursive: true, force: true });
const seconds = (list: readonly { seconds: number }[]) => rounded(median(list.map((one) => one.seconds)));
report({
  name: 'analysis',
  ours: seconds(mine!),
  peer: seconds(theirs!),
  ratio: rounded(seconds(mine!) / seconds(theirs!)),
  unit: 's for a profile',
  rows,
  megabytes: rounded(size / 1e6),
  mostMemoryMb: Math.round(Math.max(...mine!.map(({ megabytes }) => megabytes))),
  peerMemoryMb: Math.round(Math.max(...theirs!.map(({ megabytes }) => megabytes))),
  goal: 'under 10 s and 600 MB',
});
