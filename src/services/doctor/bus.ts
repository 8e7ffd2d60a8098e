import { randomUUID } from 'node:crypto';
import type { Bus } from '../../platform/bus/bus.ts';
import { sleep } from '../../platform/sleep.ts';
import { ok, skipped, warning, type Check, type Found } from './finding.ts';
import { milliseconds } from './stopwatch.ts';

const slowMs = 500;
const againMs = 100;

/** What is made for the check: two ends, as an API and a worker are. Null where there is no such bus. */
export type OpenEnds = () => { kind: 'postgres'; speaker: Bus; listener: Bus } | { kind: 'process' } | { kind: 'none' };

/** Whether progress gets from one process to another, and how fast. */
export const checkBus = (openEnds: OpenEnds): Check => ({
  name: 'bus',
  needs: 'database',
  todo: 'Connect DATABASE_URL to PostgreSQL itself, or by a pooler that pools sessions: LISTEN and NOTIFY need one.',
  async run(signal): Promise<Found> {
    const ends = openEnds();
    if (ends.kind === 'process') return ok('API and worker are one process');
    if (ends.kind === 'none') return skipped('there is none (BUS): progress comes from Temporal, and later');
    const { speaker, listener } = ends;
    try {
      await roundTrip(speaker, listener, signal); // until both are connected
      const ms = await roundTrip(speaker, listener, signal);
      const measured = `${milliseconds(ms)} from one connection to the other`;
      return ms > slowMs
        ? warning(measured, 'See what keeps PostgreSQL busy: progress is as late as that.')
        : ok(measured);
    } finally {
      await Promise.all([speaker.close(), listener.close()]);
    }
  },
});

async function roundTrip(speaker: Bus, listener: Bus, signal: AbortSignal): Promise<number> {
  const topic = `doctor:${randomUUID()}`; // so that nothing that comes late is taken for it
  const sent = new Map<string, number>();
  const heard = new Promise<number>((resolve) => {
    listener.subscribe(topic, (word) => {
      const at = sent.get(String(word));
      if (at !== undefined) resolve(performance.now() - at);
    });
  });
  for (let attempt = 0; ; attempt++) {
    // Again and again, as what is said before the listener is connected is lost. The first word waits for its connection.
    const ready = listener.heardSince() !== null;
    if (ready || attempt === 0) {
      const word = randomUUID();
      sent.set(word, performance.now());
      speaker.publish(topic, 'doctor', word);
    }
    const ms = await Promise.race([heard, sleep(againMs, signal)]);
    if (ms !== undefined) return ms;
    signal.throwIfAborted();
  }
}
