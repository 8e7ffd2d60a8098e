/**
 * Starting a run through GraphQL against starting the same workflow with Temporal's own client, in the same run against
 * the same server. No worker is polling, so that only starting is measured.
 */
import { createTemporal } from '../src/platform/temporal.ts';
import { startMode } from './child.ts';
import { startBenchStack } from './local-stack.ts';
import { drive, median, report, rounded } from './measure.ts';

const rounds = 5;
const starts = { 1: 100, 10: 300, 50: 500 };

await using stack = await startBenchStack();
await using api = await startMode({ ...stack.env, RUN_MODE: 'api', PORT: '0' }, 'API is serving');
const url = `${String(api.announced['url'])}/graphql`;
const temporal = createTemporal(stack.settings.temporal);

let serial = 0;
const uniqueInput = () => ({ source: { bucket: 'tempograph', key: `bench/${serial++}.jpg` } });

const query = `mutation($input: ImageEnhancementInput!) {
  startImageEnhancement(input: $input) { ... on ImageEnhancementRun { id } ... on Error { code message } }
}`;
async function throughGraphql() {
  const body = JSON.stringify({ query, variables: { input: uniqueInput() } });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { data, errors } = (await response.json()) as {
    data?: { startImageEnhancement: { id?: string } };
    errors?: unknown;
  };
  if (!data?.startImageEnhancement.id) throw new Error(`Not started: ${JSON.stringify(errors ?? data)}`);
}
const raw = () =>
  temporal.client.workflow.start('imageEnhancement', {
    taskQueue: 'media',
    workflowId: `raw-${serial++}`,
    args: [uniqueInput()],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
  });

await drive(50, 5, throughGraphql);
await drive(50, 5, raw);
const results = [];
for (const [atOnce, total] of Object.entries(starts)) {
  const ours: { p50: number; rate: number }[] = [];
  const peer: typeof ours = [];
  for (let round = 0; round < rounds; round++) {
    for (const [work, list] of round % 2
      ? ([
          [raw, peer],
          [throughGraphql, ours],
        ] as const)
      : ([
          [throughGraphql, ours],
          [raw, peer],
        ] as const)) {
      const { times, rate } = await drive(total, Number(atOnce), work);
      list.push({ p50: median(times), rate });
    }
  }
  results.push({
    inFlight: Number(atOnce),
    oursP50: rounded(median(ours.map(({ p50 }) => p50))),
    peerP50: rounded(median(peer.map(({ p50 }) => p50))),
    overheadMs: rounded(median(ours.map(({ p50 }, round) => p50 - peer[round]!.p50))),
    rateRatio: rounded(median(ours.map(({ rate }, round) => rate / peer[round]!.rate))),
    oursPerSecond: rounded(median(ours.map(({ rate }) => rate))),
    peerPerSecond: rounded(median(peer.map(({ rate }) => rate))),
  });
}
const single = results[0]!;
await temporal.close();
report({
  name: 'start',
  ours: single.oursP50,
  peer: single.peerP50,
  ratio: rounded(single.oursP50 / single.peerP50),
  unit: 'ms, p50 at 1 in flight',
  results,
});
