import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { useFakeAi } from '../../test/fake-ai.ts';
import { useFakeMeta } from '../../test/fake-meta.ts';
import { createLedgerReader } from '../../test/ledger-reader.ts';
import { long } from '../../test/long.ts';
import { startWorkerProcess, type ProductProcess } from '../../test/product-process.ts';
import { createPublishingRuns, credentialsKey, type MetaStep } from '../../test/publishing-runs.ts';
import { useQuickWorkflows } from '../../test/quick-workflows.ts';
import { createRandom } from '../../test/random.ts';
import { seed } from '../../test/seed.ts';
import { settleAtOnce } from '../../test/settled-clock.ts';
import { productMain, useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

/** In the short form time passes faster for workflows, and nothing kills workers: what they leave behind is waited for in earnest. */
const size = long ? { brands: 15, posts: 10, workers: 2 } : { brands: 3, posts: 2, workers: 1 };
const fakes = useFakeAi({ concurrent: true });
const used = useFakeMeta({ concurrent: true, processingMs: 50, delayMs: 150, quota: 10_000 });
const quick = useQuickWorkflows();
const stack = useStack({
  worker: false,
  get env() {
    const own = { CREDENTIALS_KEY: credentialsKey, TASK_QUEUES: 'publishing=20,ai=20', LOG_LEVEL: 'debug' };
    return { ...fakes.env, ...used.env, ...(long ? {} : quick.env), ...own };
  },
});
const random = createRandom(seed);
const chance = (percent: number) => random.integer(1, 100) <= percent;
const publishes = (call?: string) => call === 'publishPost' || call === 'publishContainer';

type Trouble = [percent: number, publishing: boolean, MetaStep];
/** What Meta does now and then, to any of its calls or to those that make public. */
const troubles: Trouble[] = [
  [4, false, { status: 503, headers: { 'retry-after': '1' } }],
  [6, true, { drop: 'after' }],
  [6, true, { status: 500, acted: true }],
  [4, true, { status: 503 }],
  [4, true, { error: { code: 4, subcode: 2207051 }, acted: true }],
];
/** Half a minute is left to it to do what it does late, and to be asked again. */
const slowTroubles: Trouble[] = [
  [4, false, { drop: 'before' }],
  [6, true, { actsOnce: () => sleep(3000) }],
  [3, true, { delayMs: 15_000 }],
];

/** Until it is calm: trouble with calls, with all connections, and with workers. */
function makeTrouble(workers: ProductProcess[]) {
  const calm = new AbortController();
  const counts = { kills: 0, disconnects: 0, troubles: 0 };
  for (const [percent, publishing, step] of long ? [...troubles, ...slowTroubles] : troubles) {
    used.meta.script({
      ...step,
      times: Infinity,
      when({ body }) {
        if (
          calm.signal.aborted ||
          (publishing && !publishes(body?.call)) ||
          !chance(long || !publishing ? percent : percent * 4)
        )
          return false;
        counts.troubles += 1;
        return true;
      },
    });
  }
  const now = async (fromMs: number, toMs: number) => {
    await sleep(random.integer(fromMs, toMs), undefined, { signal: calm.signal }).catch(() => undefined);
    return !calm.signal.aborted;
  };
  async function disconnect() {
    while (await now(20, long ? 5000 : 200)) {
      const under = used.meta.requests.filter(({ endedAt }) => endedAt === null).map(({ body }) => body?.call);
      if (!under.some(publishes) || (!long && !under.every(publishes))) continue;
      used.meta.disconnect();
      counts.disconnects += 1;
    }
  }
  async function kill() {
    while (await now(5000, 25_000)) {
      const which = random.integer(0, workers.length - 1);
      await workers[which]!.stop('SIGKILL');
      counts.kills += 1;
      workers[which] = await startWorker();
    }
  }
  const all = [disconnect(), ...(long ? [kill()] : [])];
  return {
    counts,
    async end() {
      calm.abort();
      await Promise.all(all);
    },
  };
}

const startWorker = () => startWorkerProcess(productMain, stack.env);

const publications = size.brands * size.posts * 2;
test(
  `of ${publications} publications none goes out twice or is lost, whatever dies (FUZZ_SEED=${seed})`,
  { timeout: long ? 3_600_000 : 120_000 },
  async () => {
    if (!long) await settleAtOnce(stack.database);
    const feed = createPublishingRuns(stack, fakes, used);
    const ledger = createLedgerReader(stack, used.meta);
    feed.modelWrites(seed);
    const workers = await Promise.all(Array.from({ length: size.workers }, startWorker));
    onTestFinished(async () => void (await Promise.all(workers.map((worker) => worker.stop('SIGKILL')))));
    const brands = [];
    for (let n = 0; n < size.brands; n++) brands.push(await feed.brand(size.posts));
    const begun = performance.now();
    const trouble = makeTrouble(workers);
    onTestFinished(trouble.end);
    const runs = await Promise.all(
      brands.flatMap(({ key }) =>
        Array.from({ length: size.posts }, () => stack.start('feedPublication', { brand: key }, { id: randomUUID() })),
      ),
    );

    await waitFor('all that can be known', () => ledger.isQuiet(publications), long ? 3_000_000 : 90_000);
    await trouble.end();
    expect(await ledger.wrong()).toEqual([]);
    const unconfirmed = (await ledger.told()).filter(({ state }) => state === 'UNCONFIRMED').length;

    /** Somebody who looks at the accounts, and says what is there. */
    async function answer(): Promise<boolean> {
      const open = (await ledger.told()).filter(({ state }) => state === 'UNCONFIRMED');
      for (const { asked, seen } of open) {
        if (asked === null) continue;
        const unseen = chance(50) ? 'POST_IT' : 'DROP_IT';
        const choice = chance(20) ? 'CHECK_AGAIN' : seen.length > 0 ? 'IT_IS_LIVE' : unseen;
        expect(await feed.approvals.decide(`Approval:${asked}`, choice)).toMatchObject({ __typename: 'Approval' });
      }
      return open.length === 0 && ledger.isQuiet(publications);
    }
    await waitFor('all questions to be answered', answer, long ? 900_000 : 60_000);
    const outcomes: Record<string, number> = {};
    for (const run of runs) {
      const { resultJson, failure } = await run.end();
      const outcome = failure?.code ?? (resultJson as { outcome: string }).outcome;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    expect(await ledger.wrong()).toEqual([]);
    expect(await ledger.held()).toEqual([]);
    const told = await ledger.told();
    expect(told.filter(({ state }) => state === 'UNCONFIRMED')).toEqual([]);
    const count = (wanted: string) => told.filter(({ state }) => state === wanted).length;
    process.stderr.write(
      JSON.stringify({
        publications,
        seed,
        seconds: Math.round((performance.now() - begun) / 1000),
        ...trouble.counts,
        unconfirmed,
        live: count('LIVE'),
        failed: count('FAILED'),
        outcomes,
      }),
    );
  },
);
