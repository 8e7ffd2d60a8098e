/**
 * Starting a run through GraphQL against starting the same workflow with Temporal's own client, in the same run against
 * the same server. No worker is polling, so that only starting is measured.
 */
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { createTemporal } from '../src/platform/temporal.ts';
import { startApi } from './lib/child.ts';
import { startBenchStack } from './lib/local-stack.ts';
import { drive, median, report, rounded } from './lib/measure.ts';

const rounds = 5;
const starts = { 1: 100, 10: 300, 50: 500 };

await using stack = await startBenchStack();
await using api = await startApi(stack.env);
const url = `${String(api.announced['url'])}/graphql`;
const temporal = createTemporal(stack.settings.temporal);

let serial = 0;
const uniqueInput = () => ({ source: { bucket: 'tempograph', key: `bench/${serial++}.jpg` } });

const query = `mutation($input: ImageEnhancementInput!) {
  startImageEnhancement(input: $input) { ... on ImageEnhancementRun { id } ... on Error { code message } }
}`;
const agent = new Agent({ keepAlive: true });
async function throughGraphql() {
  const { data, errors } = (await post(JSON.stringify({ query, variables: { input: uniqueInput() } }))) as {
    data?: { startImageEnhancement: { id?: string } };
    errors?: unknown;
  };
  if (!data?.startImageEnhancement.id) throw new Error(`Not started: ${JSON.stringify(errors ?? data)}`);
}

/** Not with `fetch`, whose own work takes a tenth of the time that is to be measured. */
async function post(body: string): Promise<unknown> {
  const sent = request(url, { agent, method: 'POST', headers: { 'content-type': 'application/json' } }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return JSON.parse(await text(response));
}

const raw = () =>
  temporal.client.workflow.start('imageEnhancement', {
    taskQueue: 'media',
    workflowId: `raw-${serial++}`,
    args: [uniqueInput()],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
  });

// Long enough that both have been compiled to machine code, as in a server that has run for a minute.
await drive(600, 5, throughGraphql);
await drive(600, 5, raw);
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
agent.destroy();
report({
  name: 'start',
  ours: single.oursP50,
  peer: single.peerP50,
  ratio: rounded(single.oursP50 / single.peerP50),
  unit: 'ms, p50 at 1 in flight',
  results,
});
