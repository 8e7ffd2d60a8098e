import { migrate } from '../../src/platform/db/migrate.ts';
import { createLog } from '../../src/platform/log.ts';
import { createTemporal } from '../../src/platform/temporal.ts';
import { startMode } from './child.ts';
import { prepareFlight } from './flight-work.ts';
import { startBenchStack } from './local-stack.ts';
import { median, report, rounded } from './measure.ts';
import { peakMb } from './photo-work.ts';

const atOnce = 16;
type Prefix = { bucket: string; prefix: string };

/** Images taken in per second, against a bare loop. */
export async function benchIngestion({ images = 6000, rounds = 3 }): Promise<void> {
  await using stack = await startBenchStack();
  await migrate(stack.settings.databaseUrl!, createLog('warn')); // there is no API to do it, and discarding needs it
  const work = await prepareFlight(stack, images);
  const temporal = createTemporal(stack.settings.temporal);

  const takeIn = (workflowId: string, prefix: Prefix) =>
    temporal.client.workflow.execute<(input: { prefix: Prefix }) => Promise<{ usable: number }>>('flightIngestion', {
      taskQueue: 'imaging',
      workflowId,
      args: [{ prefix }],
    });

  /** A worker for each round, as its peer has a process for each. */
  async function ours(round: number) {
    await using worker = await startMode(
      { ...stack.env, RUN_MODE: 'worker', TASK_QUEUES: 'imaging' },
      'workers are polling',
    );
    // The peer has loaded its modules when its time begins, so the worker and its thread have, too.
    await takeIn(`first-${round}`, { ...work.prefix, prefix: `${work.prefix.prefix}0.jpg` });
    const idleMb = await peakMb(worker.pid);
    const begun = performance.now();
    const result = await takeIn(`flight-${round}`, work.prefix);
    const ms = performance.now() - begun;
    if (result.usable !== images) throw new Error(`Of ${images} images ${result.usable} are usable.`);
    return { ms, idleMb, mb: await peakMb(worker.pid) };
  }

  const results = [];
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first meets a cooler machine and an emptier disk.
    const before = round % 2 === 1 ? await work.bare(atOnce) : null;
    const own = await ours(round);
    results.push({ own, bare: before ?? (await work.bare(atOnce)) });
  }
  await temporal.close();

  const perSecond = (ms: number) => images / (ms / 1000);
  report({
    name: 'imaging',
    unit: `images per second taken in, ${images} of 400 KB, ${atOnce} at a time`,
    ours: rounded(median(results.map(({ own }) => perSecond(own.ms)))),
    peer: rounded(median(results.map(({ bare }) => perSecond(bare.ms)))),
    peerName: 'a loop of range reads and exifreader',
    ratio: rounded(median(results.map(({ own, bare }) => bare.ms / own.ms))),
    workerPeakMb: rounded(median(results.map(({ own }) => own.mb ?? NaN)), 0),
    workerIdleMb: rounded(median(results.map(({ own }) => own.idleMb ?? NaN)), 0),
    peerPeakMb: rounded(median(results.map(({ bare }) => bare.maxRssMb)), 0),
    rounds: results.map(({ own, bare }) => rounded(bare.ms / own.ms)),
  });
}
