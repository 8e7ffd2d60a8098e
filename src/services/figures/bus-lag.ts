import { randomUUID } from 'node:crypto';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Sample } from '../../platform/metrics/metrics.ts';

/** What is not heard by then was lost, or the bus is away. */
const patienceMs = 1500;

/** Says something on the bus, to hear it there. Rejects when that does not happen. */
export function busLag(bus: Bus): Promise<Sample<never>[]> {
  const topic = `lag:${randomUUID()}`;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      leave();
      reject(new Error('The bus was not heard.'));
    }, patienceMs);
    const begun = performance.now();
    const leave = bus.subscribe(topic, () => {
      clearTimeout(timer);
      queueMicrotask(leave); // a bus within the process delivers before `leave` is there
      resolve([{ labels: {}, value: (performance.now() - begun) / 1000 }]);
    });
    bus.publish(topic, topic, 'now');
  });
}
