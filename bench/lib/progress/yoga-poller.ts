/** One poller per watched run, described every 250 ms, and graphql-ws with Yoga behind it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readSettings } from '../../../src/platform/env.ts';
import { createTemporal } from '../../../src/platform/temporal.ts';
import { sharedNow } from './beats.ts';
import { createHeartbeatReader } from './heartbeat-text.ts';
import { serve } from './remote.ts';
import { startYogaFanOut } from './yoga-fan-out.ts';

const everyMs = 250;
const temporal = createTemporal(readSettings().temporal);
const reader = createHeartbeatReader(temporal);
const watched = new Map<string, Promise<void>>();
let stop = new AbortController();

async function poll(id: string, signal: AbortSignal) {
  let before = '';
  await sleep(Math.random() * everyMs);
  while (!signal.aborted) {
    const begun = sharedNow();
    const text = await reader.text(id);
    if (text !== before) fanOut.publish(id, text);
    before = text;
    await sleep(Math.max(0, everyMs - (sharedNow() - begun)));
  }
}

const fanOut = await startYogaFanOut((id) => {
  if (!watched.has(id)) watched.set(id, poll(id, stop.signal));
});
serve(
  {
    url: () => fanOut.url,
    async leave() {
      stop.abort();
      await Promise.all(watched.values());
      watched.clear();
      stop = new AbortController();
      return reader.takeFailed();
    },
  },
  temporal.close,
);
