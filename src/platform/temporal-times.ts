import type { Connection } from '@temporalio/client';
import { waitBuckets, type Metrics } from './metrics/metrics.ts';

type Method = (request: { waitNewEvent?: boolean }, ...rest: unknown[]) => Promise<unknown>;

/** Measures what Temporal is asked through a service of a connection, with the client's own repetitions. */
export function measureCalls(service: Connection['workflowService'], metrics: Metrics) {
  const took = metrics.seconds(
    'temporal_rpc_seconds',
    'How long calls of Temporal take, with their repetitions; without those that wait for news of a run.',
    ['method', 'outcome'],
    waitBuckets,
  );
  const methods = service as unknown as Record<string, Method>;
  for (const [name, call] of Object.entries(methods)) {
    if (typeof call !== 'function') continue;
    const method = name.replace(/^./, (letter) => letter.toUpperCase());
    methods[name] = async (request, ...rest) => {
      if (request.waitNewEvent) return call(request, ...rest); // lasts as long as nothing happens
      const begun = performance.now();
      const say = (outcome: string) => took({ method, outcome }, (performance.now() - begun) / 1000);
      try {
        const answer = await call(request, ...rest);
        say('ok');
        return answer;
      } catch (error) {
        say('error');
        throw error;
      }
    };
  }
}
