/**
 * Many photos as one batch against the same pipeline in a bare loop from S3 to S3: 40 photos of 12 megapixels, 4 at a time.
 * Ours is started by the mutation and watched by a subscription until it has ended, with API and worker in processes of
 * their own. Options: `--photos 8`, `--rounds 1`.
 */
import { parseArgs } from 'node:util';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startApi, startMode } from './lib/child.ts';
import { startBenchStack } from './lib/local-stack.ts';
import { median, report, rounded } from './lib/measure.ts';
import { peakMb, preparePhotos } from './lib/photo-work.ts';

const { values } = parseArgs({ options: { photos: { type: 'string' }, rounds: { type: 'string' } } });
const photos = Number(values.photos ?? 40);
const rounds = Number(values.rounds ?? 3);
const atOnce = 4;

await using stack = await startBenchStack();
await using work = await preparePhotos(stack, photos);
await using api = await startApi(stack.env);
const url = `${String(api.announced['url'])}/graphql`;
const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket });

const mutation = `mutation($input: ImageEnhancementBatchInput!, $options: BatchOptions) {
  startImageEnhancementBatch(input: $input, options: $options) { ... on BatchRun { id } ... on Error { message } }
}`;
const subscription = 'subscription($id: ID!) { run(id: $id) { status ... on BatchRun { done failed } } }';

/** Milliseconds from the mutation until the subscription has said that all is done. */
async function batch(): Promise<number> {
  const begun = performance.now();
  const variables = { input: { inputs: work.sources.map((source) => ({ source })) }, options: { rerun: true } };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: mutation, variables }),
  });
  const answer = (await response.json()) as { data?: { startImageEnhancementBatch: { id?: string } } };
  const id = answer.data?.startImageEnhancementBatch.id;
  if (!id) throw new Error(`Not started: ${JSON.stringify(answer)}`);
  let last: { status: string; done: number; failed: number } | undefined;
  for await (const { data } of client.iterate<{ run: typeof last }>({ query: subscription, variables: { id } })) {
    last = data?.run;
  }
  if (last?.status !== 'COMPLETED' || last.done !== photos || last.failed > 0) {
    throw new Error(`Not all were done: ${JSON.stringify(last)}`);
  }
  return performance.now() - begun;
}

async function service() {
  await using worker = await startMode(
    { ...stack.env, RUN_MODE: 'worker', TASK_QUEUES: `media=${atOnce}` },
    'workers are polling',
  );
  return { ms: await batch(), mb: await peakMb(worker.pid) };
}

const results = [];
for (let round = 0; round < rounds; round++) {
  // Whoever comes first meets a cooler machine and an emptier disk.
  const before = round % 2 === 1 ? await work.bare('s3', atOnce) : null;
  const own = await service();
  results.push({ own, s3: before ?? (await work.bare('s3', atOnce)) });
}
await client.dispose();

const perSecond = (ms: number) => photos / (ms / 1000);
report({
  name: 'batch',
  unit: `photos of 12 megapixels per second, ${atOnce} at a time, ${photos} in one batch`,
  ours: rounded(median(results.map(({ own }) => perSecond(own.ms)))),
  peer: rounded(median(results.map(({ s3 }) => perSecond(s3.ms)))),
  peerName: 'the same pipeline in a loop from S3 to S3',
  ratio: rounded(median(results.map(({ own, s3 }) => s3.ms / own.ms))),
  workerPeakMb: rounded(median(results.map(({ own }) => own.mb ?? NaN)), 0),
  peerPeakMb: rounded(median(results.map(({ s3 }) => s3.maxRssMb)), 0),
  rounds: results.map(({ own, s3 }) => rounded(s3.ms / own.ms)),
});
