import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAskerClient, firstOf } from '../../../test/asker-client.ts';
import { batchFields, createBatchClient } from '../../../test/batch-client.ts';
import { query } from '../../../test/database.ts';
import { useFakeAi } from '../../../test/fake-ai.ts';
import { useFakeLangfuse } from '../../../test/fake-langfuse.ts';
import type { TestRun } from '../../../test/graphql-client.ts';
import { long } from '../../../test/long.ts';
import { useStack } from '../../../test/stack.ts';
import { createTraceReader } from '../../../test/trace-reader.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { noTracing } from '../../../src/platform/ai/tracing.ts';
import { sweepGenerations } from '../../../src/services/generations/sweep.ts';

const langfuse = useFakeLangfuse();
const fakes = useFakeAi({ concurrent: true });
const stack = useStack({
  fixtures: true,
  get env() {
    return { ...fakes.env, ...langfuse.env };
  },
});
const asker = createAskerClient(stack, fakes);
const { ask, talk, painting, rowsOf, spendingOf } = asker;
const { agreement } = createTraceReader(langfuse, asker);
const cap = { maxCostUsd: 100 };

const sweep = () => sweepGenerations(stack.temporal, stack.database, noTracing, 0);

test.each([
  ['pictures', 10, { paint: true }, 30_000],
  ['answers', 20, {}, 300],
])(
  '%s of a batch, %s of them, are asked for at a time, and the first is there when its own call has ended',
  { timeout: 180_000 },
  async (_what, count, kind, fullMs) => {
    const { words, script, requests } = 'paint' in kind ? painting() : talk();
    const asked = waitFor(`${count} calls in flight`, () => requests().length === count, 30_000);
    let first!: () => void;
    const seen = new Promise<void>((resolve) => (first = resolve));
    const delayMs = long ? fullMs : 300;
    script({ delayMs, until: asked }, { delayMs, until: seen, times: count - 1 });
    const inputs = Array.from({ length: count }, () => ({ name: randomUUID(), words, ...kind }));
    const begun = performance.now();
    const batch = await createBatchClient(stack, 'Asker').start({ inputs });
    await asked;
    const states: string[] = [];
    for await (const { status, done } of batch.states(batchFields)) {
      if (done === 1 && states.length === 0) {
        states.push(`${status} ${requests().filter(({ outcome }) => outcome === 'answered').length}`);
        expect(performance.now() - begun).toBeLessThan(3 * delayMs + 30_000);
        first();
      }
    }
    expect(states).toEqual(['RUNNING 1']);
    expect(requests().map(({ outcome }) => outcome)).toEqual(requests().map(() => 'answered'));
    expect(requests()).toHaveLength(count);
  },
);

/** What is under way when the worker dies. */
interface Scene {
  /** Before another one is started. */
  meanwhile?(): Promise<void>;
  /** What must be true in the end. */
  check(): Promise<void>;
}

/** Each comes to where the worker dies. They are in one place, as it takes seconds until Temporal notices. */
const scenes: Record<string, () => Promise<Scene>> = {
  'costs no second call once an answer is stored': async () => {
    const { words, requests } = talk();
    const run = await ask({ words, after: 'WAIT_ONCE' }, cap);
    for await (const { progress } of run.states()) if (progress.message === 'answered') break;
    return {
      async check() {
        expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
        expect(requests()).toHaveLength(1);
        const rows = await rowsOf(run);
        expect(rows).toMatchObject([{ outcome: 'SUCCEEDED', attempt: 1 }]);
        expect(await spendingOf(run)).toEqual({ spent: rows[0]!.cost, reserved: 0 });
      },
    };
  },

  'costs one more call during one, and the first is lost': async () => {
    const { words, script, requests } = talk();
    script({ hang: 'before' });
    const run = await ask({ words }, cap);
    await waitFor('the call', () => requests().length === 1);
    return {
      async check() {
        expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
        expect(requests()).toHaveLength(2);
        const [lost, again, ...others] = await rowsOf(run);
        expect(lost).toMatchObject({ outcome: 'LOST', attempt: 1, cost: lost!.reserved });
        expect(again).toMatchObject({ outcome: 'SUCCEEDED', attempt: 2 });
        expect(others).toEqual([]);
        expect(await spendingOf(run)).toEqual({ spent: lost!.cost! + again!.cost!, reserved: 0 });
        expect(await agreement(run, 2), 'whoever repeats it tells Langfuse').toEqual(['LOST', 'SUCCEEDED']);
      },
    };
  },

  'leaves nothing reserved of a run that nobody goes on with': async () => {
    const { words, script, requests } = talk();
    script({ hang: 'before' });
    const run = await ask({ words }, cap);
    await waitFor('the call', () => requests().length === 1);
    expect(await sweep(), 'it goes on').toBe(0);
    return {
      async meanwhile() {
        await stack.graphql(`mutation($id: ID!) { terminateRun(id: $id) { __typename } }`, { id: run.id });
        expect(await run.end()).toMatchObject({ status: 'TERMINATED' });
        expect(await sweep()).toBe(1);
      },
      async check() {
        const [left, ...more] = await rowsOf(run);
        expect(left).toMatchObject({ outcome: 'LOST', cost: left!.reserved });
        expect(more).toEqual([]);
        expect(await spendingOf(run)).toEqual({ spent: left!.cost, reserved: 0 });
      },
    };
  },

  'lets no crowd of runs over its daily budget': async () => {
    const probe = await ask({ words: talk().words }); // as long as those of the crowd
    await probe.end();
    const bound = (await rowsOf(probe))[0]!.reserved!;
    const limit = (hanging * crowd.deaths + crowd.count / 10) * bound;
    const label = { key: 'crowd', value: randomUUID() };
    const budget = await setBudget(label, limit);
    await keepPeaks();
    const { words, script, requests } = talk();
    // Those that are answered cost about half of what is reserved for them.
    const answered = { usage: { output: 500 }, times: between };
    for (let death = 0; death < crowd.deaths; death++) script({ hang: 'before', times: hanging }, answered);
    script({ ...answered, times: Infinity });
    const untilHanging = (death: number) =>
      waitFor('calls under way', () => requests().length >= hanging + death * (hanging + between), 60_000);
    const runs: TestRun[] = [];
    for (let n = 0; n < crowd.count; n += 20) {
      const some = Array.from({ length: 20 }, () => ask({ words }, { labels: [label] }));
      runs.push(...(await Promise.all(some)));
    }
    await untilHanging(0);
    return {
      async check() {
        for (let death = 1; death < crowd.deaths; death++) {
          await untilHanging(death);
          await stack.worker.stop('SIGKILL');
          await stack.startWorker();
        }
        const ends = await Promise.all(runs.map((run) => run.end()));
        const refused = ends.filter(({ status }) => status !== 'COMPLETED');
        for (const { failure } of refused) expect(failure?.code).toBe('BUDGET_EXCEEDED');
        expect(refused.length, 'else nothing was limited').toBeGreaterThan(0);

        const [{ spent, reserved, peak }] = await accountOf(budget);
        expect(reserved).toBe(0);
        expect(peak).toBeLessThanOrEqual(limit);
        expect(peak, 'who was refused did not fit').toBeGreaterThan(limit - bound);
        const rows = (await Promise.all(runs.map(rowsOf))).flat();
        expect(rows.reduce((sum, { cost }) => sum + cost!, 0)).toBe(spent);
        const having = (outcome: string) => rows.filter((row) => row.outcome === outcome).length;
        expect(having('SUCCEEDED')).toBe(crowd.count - refused.length);
        expect(having('LOST')).toBeGreaterThanOrEqual(hanging * crowd.deaths);
        expect(having('SUCCEEDED') + having('LOST')).toBe(rows.length);
        expect(requests().length, 'no call without a row').toBeLessThanOrEqual(rows.length);
      },
    };
  },

  'costs no second picture once one is stored, although its row does not say so': async () => {
    const { words, script, requests } = painting();
    let answer!: () => void;
    script({ until: new Promise<void>((resolve) => (answer = resolve)) });
    const run = await ask({ words, paint: true }, cap);
    await waitFor('the call', () => requests().length === 1);
    // Nobody can settle the call while we hold its row; nor make a budget, so this scene is the last.
    const holder = new Client({ connectionString: stack.env['DATABASE_URL'] });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM generations WHERE run = $1 FOR UPDATE', [firstOf(run)]);
    answer();
    const waiting = `FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await waitFor('the picture', async () => (await holder.query(`SELECT ${waiting}`)).rowCount === 1);
    return {
      async meanwhile() {
        // What a dead worker has asked for is done all the same, as soon as it can be.
        await holder.query(`SELECT pg_terminate_backend(pid) ${waiting}`);
        await holder.query('ROLLBACK');
        await holder.end();
        expect(await rowsOf(run)).toMatchObject([{ outcome: 'PENDING' }]);
      },
      async check() {
        expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
        expect(requests()).toHaveLength(1);
        const [row, ...others] = await rowsOf(run);
        expect(row).toMatchObject({ outcome: 'SUCCEEDED', attempt: 1, images: 1, latencyMs: expect.any(Number) });
        expect(others).toEqual([]);
        expect(row!.cost).toBeLessThan(row!.reserved!);
        expect(await spendingOf(run)).toEqual({ spent: row!.cost, reserved: 0 });
        expect(await agreement(run, 1)).toEqual(['SUCCEEDED']);
      },
    };
  },
};

const crowd = long ? { count: 200, deaths: 3 } : { count: 20, deaths: 1 };
const [hanging, between] = [5, 20];

async function setBudget(label: object, limit: number): Promise<string> {
  const set = 'mutation($input: SetBudgetInput!) { setBudget(input: $input) { ... on Budget { id } } }';
  const input = { label, period: 'DAY', limitUsd: limit / 1_000_000 };
  const { data, errors } = await stack.graphql(set, { input });
  if (errors) throw new Error(JSON.stringify(errors));
  return (data!['setBudget'] as { id: string }).id;
}

/** Has the database note the most that each account ever held, however short. */
const keepPeaks = () =>
  query(
    stack.env['DATABASE_URL']!,
    `CREATE TABLE peaks (account text PRIMARY KEY, taken bigint NOT NULL);
     CREATE FUNCTION keep_peak() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO peaks VALUES (NEW.account, NEW.spent + NEW.reserved)
       ON CONFLICT (account) DO UPDATE SET taken = greatest(peaks.taken, excluded.taken);
       RETURN NULL;
     END $$;
     CREATE TRIGGER keep_peak AFTER INSERT OR UPDATE ON spending FOR EACH ROW EXECUTE FUNCTION keep_peak();`,
  );

/** A budget's account of the day, which is all it has unless a day ends meanwhile. */
async function accountOf(budget: string) {
  const { rows } = await stack.database.pool.query<{ spent: number; reserved: number; peak: number }>(
    `SELECT sum(spent)::integer AS spent, sum(reserved)::integer AS reserved, max(taken)::integer AS peak
     FROM spending JOIN peaks USING (account) WHERE 'Budget:' || budget = $1`,
    [budget],
  );
  return rows as [(typeof rows)[number]];
}

describe('a worker that dies', () => {
  const set: Record<string, Scene> = {};
  beforeAll(async () => {
    for (const [name, prepare] of Object.entries(scenes)) set[name] = await prepare();
    await stack.worker.stop('SIGKILL');
    for (const scene of Object.values(set)) await scene.meanwhile?.();
    await stack.startWorker();
  }, 180_000);

  test.each(Object.keys(scenes))('%s', { timeout: long ? 600_000 : 120_000 }, (name) => set[name]!.check());
});
