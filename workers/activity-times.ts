import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Metrics } from '../src/platform/metrics/metrics.ts';

/** From calls that ask a database to images that take as long as they may. */
const buckets = [0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 300, 900];

/** Measures every attempt at an activity. */
export function measureActivities(metrics: Metrics): ActivityInterceptorsFactory {
  const took = metrics.seconds(
    'activity_seconds',
    'How long attempts at activities take.',
    ['activity', 'outcome'],
    buckets,
  );
  return ({ info: { activityType: activity }, cancellationSignal }) => ({
    inbound: {
      async execute(input, next) {
        const begun = performance.now();
        const say = (outcome: string) => took({ activity, outcome }, (performance.now() - begun) / 1000);
        try {
          const output = await next(input);
          say('completed');
          return output;
        } catch (error) {
          say(cancellationSignal.aborted ? 'canceled' : 'failed');
          throw error;
        }
      },
    },
  });
}
