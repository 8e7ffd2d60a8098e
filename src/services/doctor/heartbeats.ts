import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { milliseconds } from '../../../workers/kit/duration.ts';
import { heartbeatThrottleMs, usualHeartbeat } from '../../../workers/kit/wire/heartbeat-throttle.ts';
import { failed, ok, skipped, type Check } from './finding.ts';

/** Whether heartbeats come more often than their absence counts as a dead worker. */
export const checkHeartbeats = (contracts: readonly WorkflowContract[], carries: boolean): Check => ({
  name: 'heartbeats',
  todo: 'Look at the timeouts in the contracts.',
  async run() {
    const timeouts = contracts.flatMap(({ name, activities }) =>
      Object.entries(activities).map(([activity, { heartbeat = usualHeartbeat }]) => ({
        activity: `${name}.${activity}`,
        ms: milliseconds(heartbeat),
      })),
    );
    const shortest = timeouts.toSorted((a, b) => a.ms - b.ms)[0];
    if (!shortest) return skipped('there are no activities');
    const throttle = heartbeatThrottleMs(carries);
    const measured = `sent every ${throttle / 1000} s at most; the shortest timeout is ${shortest.ms / 1000} s (${shortest.activity})`;
    const todo = `Give ${shortest.activity} a heartbeat timeout of more than ${(2 * throttle) / 1000} s: workers refuse to start with it.`;
    return shortest.ms <= 2 * throttle ? failed(measured, todo) : ok(measured);
  },
});
