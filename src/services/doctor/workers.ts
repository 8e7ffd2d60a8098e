import type { WorkerSeen } from '../workers/workers.ts';
import { ok, skipped, warning, type Check, type Found } from './finding.ts';
import type { AskHeard } from './heard.ts';

/** Told one by one. */
const mostTold = 50;
const minuteMs = 60_000;

/** Who works, and whether all run the same code. One finding for each worker process, and one for their versions. */
export const checkWorkers = (heard: AskHeard): Check => ({
  name: 'builds',
  todo: 'Look at the log: what workers announce could not be read.',
  deadlineMs: 15_000,
  async run(signal) {
    const { list } = await heard(signal);
    if (list.length === 0) return skipped('no worker has announced itself');
    const told = list.slice(0, mostTold).map((worker) => ({ name: `worker ${worker.worker}`, ...ok(inWords(worker)) }));
    return [...told, versions(list)];
  },
});

function versions(workers: readonly WorkerSeen[]): Found {
  const builds = new Map<string, number>();
  for (const { buildId } of workers) builds.set(buildId, (builds.get(buildId) ?? 0) + 1);
  const measured = [...builds].map(([build, count]) => `${count} of ${build}`).join(', ');
  const todo = 'If no deploy is under way, restart those of the older one.';
  return builds.size > 1
    ? warning(`workers run ${builds.size} versions: ${measured}`, todo)
    : ok(`all workers run the same: ${measured}`);
}

/** As `build 1a2b3c, up for 12 min; media 1 of 4, ai 0 of 20`. */
function inWords({ buildId, startedAt, queues }: WorkerSeen): string {
  const minutes = Math.max(0, Math.floor((Date.now() - startedAt.getTime()) / minuteMs));
  const up = minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
  const places = queues.map(({ name, activities: { used, free } }) => `${name} ${used} of ${used + free}`);
  return `build ${buildId}, up for ${up}; ${places.join(', ')}`;
}
