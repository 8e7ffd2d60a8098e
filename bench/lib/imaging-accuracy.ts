import { migrate } from '../../src/platform/db/migrate.ts';
import { createLog } from '../../src/platform/log.ts';
import { createStorage } from '../../src/platform/storage.ts';
import { createTemporal } from '../../src/platform/temporal.ts';
import { flightOf, manifestOf } from '../../test/fixtures/accuracy/flight.ts';
import { orthophotoOf, photoOver } from '../../test/fixtures/accuracy/orthophoto.ts';
import { terrain } from '../../test/synthetic-imagery.ts';
import type { FlightImage } from '../../workers/flight-ingestion/manifest.ts';
import { startMode } from './child.ts';
import { startBenchStack, type BenchStack } from './local-stack.ts';
import { median, report, rounded } from './measure.ts';
import { peakMb } from './photo-work.ts';

/** Images found in a raster per second: with two places on the queue of the parts, against one. */
export async function benchAccuracy({ images = 40, rounds = 3 }): Promise<void> {
  await using stack = await startBenchStack();
  await migrate(stack.settings.databaseUrl!, createLog('warn')); // there is no API to do it, and discarding needs it
  const input = await prepare(stack, images);
  const temporal = createTemporal(stack.settings.temporal);

  async function measure(round: number, places: 1 | 2) {
    const queues = `imaging,imaging-accuracy=${places}`;
    const env = { ...stack.env, RUN_MODE: 'worker', TASK_QUEUES: queues };
    await using worker = await startMode(env, 'workers are polling');
    const begun = performance.now();
    const result = (await temporal.client.workflow.execute('flightAccuracy', {
      taskQueue: 'imaging',
      workflowId: `accuracy-${round}-${places}`,
      args: [{ ...input, partsAtOnce: places }],
    })) as { measured: number };
    const ms = performance.now() - begun;
    if (result.measured !== images) throw new Error(`Of ${images} images ${result.measured} were found.`);
    return { ms, mb: await peakMb(worker.pid) };
  }

  const results = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? await measure(round, 1) : null;
    const two = await measure(round, 2);
    results.push({ one: first ?? (await measure(round, 1)), two });
  }
  await temporal.close();

  const perSecond = (ms: number) => images / (ms / 1000);
  report({
    name: 'imaging',
    part: 'accuracy',
    unit: `images of 480 x 360 per second found in a raster, ${images} in parts of 10, two parts at a time`,
    ours: rounded(median(results.map(({ two }) => perSecond(two.ms)))),
    peer: rounded(median(results.map(({ one }) => perSecond(one.ms)))),
    peerName: 'one part at a time',
    ratio: rounded(median(results.map(({ one, two }) => one.ms / two.ms))),
    workerPeakMb: rounded(median(results.map(({ two }) => two.mb ?? NaN)), 0),
    rounds: results.map(({ one, two }) => rounded(one.ms / two.ms)),
  });
}

/** Puts a raster and photos of it into storage, and their manifest. */
async function prepare(stack: BenchStack, images: number) {
  const storage = createStorage(stack.settings.storage);
  const bucket = storage.workBucket;
  const put = async (key: string, bytes: Buffer) => {
    const { etag } = await storage.write({ bucket, key }, bytes, { contentType: 'application/octet-stream' });
    return { bucket, key, etag, bytes: bytes.length };
  };
  const ground = terrain(4, 1200);
  const { image } = flightOf([{ x: 0, y: 0, z: 0 }])[0]!;
  const flight: FlightImage[] = [];
  for (let n = 0; n < images; n++) {
    const at = [350 + ((n * 97) % 500), 350 + ((n * 61) % 500)] as const;
    const { jpeg, says } = await photoOver(ground, { at, degrees: n * 40, error: { x: 2, y: -3 }, seed: n });
    flight.push({ ...image, ...says, ...(await put(`photos/${n}.jpg`, jpeg)) });
  }
  const { etag: _of, bytes: _size, ...manifest } = await put('manifest.jsonl', manifestOf(flight));
  const { etag: _version, bytes: _length, ...source } = await put('ground.tif', orthophotoOf(ground));
  storage.close();
  return { manifest, reference: { kind: 'RASTER', source, within: 30 }, imagesPerPart: 10 };
}
