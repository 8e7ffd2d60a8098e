/** Watchers that each ask Temporal themselves, once a second, out of step with each other. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readSettings } from '../../../src/platform/env.ts';
import { createTemporal } from '../../../src/platform/temporal.ts';
import { sharedNow } from './beats.ts';
import { createHeartbeatReader } from './heartbeat-text.ts';
import { serve } from './remote.ts';
import { createScreen, summary, type Screen } from './seen.ts';

const everyMs = 1000;
const temporal = createTemporal(readSettings().temporal);
const reader = createHeartbeatReader(temporal);
let screens: Screen[] = [];
let stop = new AbortController();
let polling: Promise<unknown> = Promise.resolve();

async function poll(workflowId: string, screen: Screen, signal: AbortSignal) {
  await sleep(Math.random() * everyMs);
  while (!signal.aborted) {
    const begun = sharedNow();
    const text = await reader.text(workflowId);
    if (text) screen.show(text, sharedNow());
    await sleep(Math.max(0, everyMs - (sharedNow() - begun)));
  }
}

serve(
  {
    watch({ ids }: { ids: string[] }) {
      stop = new AbortController();
      screens = ids.map(createScreen);
      polling = Promise.all(ids.map((id, index) => poll(id, screens[index]!, stop.signal)));
    },
    seen: () => summary(screens),
    async leave() {
      stop.abort();
      await polling;
      return reader.takeFailed();
    },
  },
  temporal.close,
);
