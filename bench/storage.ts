/**
 * Small objects: processor time of this process for each read and each write of `src/platform/storage.ts`, against AWS's SDK as its
 * documentation shows it, in turns. Options: `--objects`, `--kilobytes`, `--rounds`.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createStorage } from '../src/platform/storage.ts';
import { startBenchStack } from './lib/local-stack.ts';
import { drive, median, report, rounded } from './lib/measure.ts';
import { plainSdk } from './lib/plain-sdk.ts';

const { values } = parseArgs({
  options: { objects: { type: 'string' }, kilobytes: { type: 'string' }, rounds: { type: 'string' } },
});
const objects = Number(values.objects ?? 2000);
const body = randomBytes(Number(values.kilobytes ?? 32) * 1024);
const rounds = Number(values.rounds ?? 5);
const atOnce = 16;

await using stack = await startBenchStack();
const storage = createStorage(stack.settings.storage);
const sdk = plainSdk(stack.settings.storage);
const place = (n: number) => ({ bucket: storage.workBucket, key: `bench/${n}.bin` });
const range = { start: 0, end: body.length - 1 };

const work = {
  write: {
    ours: async (n: number) => void (await storage.write(place(n), body, { contentType: 'application/octet-stream' })),
    peer: async (n: number) => sdk.write(place(n), body),
  },
  read: {
    ours: async (n: number) => void (await storage.read(place(n), { range })),
    peer: async (n: number) => void (await sdk.read(place(n), body.length)),
  },
};

/** Milliseconds of processor time for each object. */
async function measure(one: (n: number) => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await drive(objects, atOnce, one);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / objects;
}

for (const [name, { ours, peer }] of Object.entries(work)) {
  const seen = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const times = { ours: await measure(ours), peer: await measure(peer) };
    if (round === 0) continue; // nothing was compiled yet
    seen.ours.push(times.ours);
    seen.peer.push(times.peer);
  }
  const [oursMs, peerMs] = [median(seen.ours), median(seen.peer)];
  const kilobytes = body.length / 1024;
  const ratio = rounded(peerMs / oursMs);
  report({
    name: `storage ${name}`,
    ours: rounded(oursMs, 3),
    peer: rounded(peerMs, 3),
    ratio,
    kilobytes,
    unit: 'ms CPU',
  });
}
storage.close();
sdk.client.destroy();
