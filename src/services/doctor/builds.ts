import { ok, skipped, warning, type Check, type Found } from './finding.ts';
import type { AskHeard } from './heard.ts';

/** Whether all workers run the same code. */
export const checkBuilds = (heard: AskHeard): Check => ({
  name: 'builds',
  todo: 'Look at the log: what workers announce could not be read.',
  deadlineMs: 15_000,
  async run(signal): Promise<Found> {
    const { list } = await heard(signal);
    const builds = new Map<string, number>();
    for (const { buildId } of list) builds.set(buildId, (builds.get(buildId) ?? 0) + 1);
    if (builds.size === 0) return skipped('no worker has announced itself');
    const measured = [...builds].map(([build, workers]) => `${workers} of ${build}`).join(', ');
    return builds.size > 1
      ? warning(
          `workers run ${builds.size} versions: ${measured}`,
          'If no deploy is under way, restart those of the older one.',
        )
      : ok(`all workers run the same: ${measured}`);
  },
});
