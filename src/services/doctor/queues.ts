import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { failed, ok, warning, type Check, type Found } from './finding.ts';
import type { AskHeard, Heard } from './heard.ts';
import { queuesOf } from '../workers/queues-of.ts';
import { askPollers, type QueuePollers } from './queue-pollers.ts';

/** Tasks that wait for longer do not find a place. */
const usualSeconds = 60;

interface Parts {
  temporal: Temporal;
  contracts: readonly WorkflowContract[];
  heard: AskHeard;
  longWaitSeconds?: number;
}

/** Whether each task queue that a contract needs has workers, and whether they keep up. One finding for each. */
export const checkQueues = ({ temporal, contracts, heard, longWaitSeconds = usualSeconds }: Parts): Check => ({
  name: 'queues',
  needs: 'temporal',
  todo: 'Let this program describe task queues, which any key of the namespace may.',
  deadlineMs: 15_000, // a process that has just begun has to listen for the workers
  async run(signal) {
    const queues = queuesOf(contracts);
    const [workers, ...pollers] = await Promise.all([
      heard(signal),
      ...queues.map((queue) => askPollers(temporal, queue, signal)),
    ]);
    return queues.map(({ name }, n) => ({
      name: `queue ${name}`,
      ...judge(name, workers, pollers[n]!, longWaitSeconds),
    }));
  },
});

function judge(
  queue: string,
  { list, tellsAll }: Heard,
  { pollers, backlog, waitSeconds }: QueuePollers,
  longWaitSeconds: number,
): Found {
  const announced = list.filter(({ queues }) => queues.some(({ name }) => name === queue));
  const known = new Set(announced.map(({ worker }) => worker));
  // The server remembers for minutes who is gone; these would have been heard.
  const silent = pollers.filter(({ identity, announces }) => !known.has(identity) && !(announces && tellsAll(queue)));
  const places = announced.flatMap(({ queues }) => queues.filter(({ name }) => name === queue));
  const used = places.reduce((sum, { activities }) => sum + activities.used, 0);
  const free = places.reduce((sum, { activities }) => sum + activities.free, 0);
  const builds = [...new Set([...announced, ...silent].flatMap(({ buildId }) => buildId ?? []))];
  const parts = [
    announced.length > 0 && `${count(announced.length, 'worker')}, ${used} of ${used + free} activities under way`,
    silent.length > 0 && `${count(silent.length, 'worker')} that only Temporal has heard of`,
    builds.length > 0 && `build ${builds.join(' and ')}`,
    backlog > 0 ? `about ${count(backlog, 'task')} waiting, for ${waitSeconds} s` : 'nothing waits',
  ];
  const measured = parts.filter(Boolean).join(', ');
  if (announced.length + silent.length === 0) {
    return failed(
      `no worker, ${measured}`,
      `Start a worker that serves it: RUN_MODE=worker with TASK_QUEUES left out, or with ${queue} in it.`,
    );
  }
  return waitSeconds > longWaitSeconds
    ? warning(measured, `Start more workers, or let each do more at a time, such as TASK_QUEUES=${queue}=8.`)
    : ok(measured);
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
