import { setTimeout as sleep } from 'node:timers/promises';

const times = 5;
const apartMs = 200;

/** Something to watch that needs nothing behind the API. */
export async function* tick(): AsyncGenerator<{ sentAt: Date }> {
  for (let n = 0; n < times; n++) {
    if (n > 0) await sleep(apartMs);
    yield { sentAt: new Date() };
  }
}
