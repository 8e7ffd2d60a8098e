import { Runtime, type RuntimeOptions } from '@temporalio/worker';
import { freePort } from '../src/local/free-port.ts';

const attempts = 5;

/**
 * Installs the runtime of this process, with the metrics that Temporal's core has of itself: pollers, slots, sticky caches,
 * latencies. It serves them on a port of its own and does not tell which one it took, so it is given one that is free, on
 * loopback. Returns what reads them.
 */
export async function installWithMetrics(options: RuntimeOptions): Promise<() => Promise<string>> {
  for (let left = attempts; ; left--) {
    const address = `127.0.0.1:${await freePort()}`;
    const prometheus = {
      bindAddress: address,
      useSecondsForDurations: true,
      unitSuffix: true,
      countersTotalSuffix: true,
    };
    try {
      Runtime.install({ ...options, telemetryOptions: { metrics: { prometheus, attachServiceName: false } } });
      return () => read(`http://${address}/metrics`);
    } catch (error) {
      // Somebody else was quicker.
      const taken = error instanceof Error && /address already in use/i.test(error.message);
      if (!taken || left === 0) throw error;
    }
  }
}

async function read(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`Temporal's core answers ${answer.status}.`);
  return answer.text();
}
