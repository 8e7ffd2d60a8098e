import { randomUUID } from 'node:crypto';
import { arrayContains, asc, eq, or } from 'drizzle-orm';
import { generations } from '../src/platform/db/tables/generations.ts';
import type { FakeProvider, FakeRequest, Step } from '../src/local/fake-server/script.ts';
import { decodeRunId } from '../src/services/runs/run-id.ts';
import type { FakeAi } from './fake-ai.ts';
import type { TestRun } from './graphql-client.ts';
import type { Stack } from './stack.ts';

/** First execution run id. */
export const firstOf = ({ id }: Pick<TestRun, 'id'>) => decodeRunId(id)!.first;

/** Runs of the fixture that asks models, and what is left of them. */
export function createAskerClient(stack: Stack, fakes: FakeAi) {
  const ask = (input: object = {}, options?: object): Promise<TestRun> =>
    stack.start('asker', { name: randomUUID(), ...input }, options);

  /** The rows of a run and of those below it, oldest first. */
  const rowsOf = (run: TestRun) => {
    const its = or(eq(generations.run, firstOf(run)), arrayContains(generations.parents, [firstOf(run)]));
    return stack.database.ask((db) => db.select().from(generations).where(its).orderBy(asc(generations.startedAt)));
  };

  /** What its cap holds. */
  const spendingOf = async (run: TestRun) => {
    const { rows } = await stack.database.pool.query<{ spent: number; reserved: number }>(
      'SELECT spent::integer, reserved::integer FROM spending WHERE account = $1',
      [`run:${firstOf(run)}`],
    );
    return rows[0];
  };

  const costOf = async ({ id }: TestRun) => {
    const cost = 'cost { usd calls unpriced byModel { key } byStep { key } }';
    const { data } = await stack.graphql(`query($id: ID!) { run(id: $id) { ${cost} } }`, { id });
    return (data!['run'] as { cost: { usd: number; calls: number } }).cost;
  };

  return {
    ask,
    rowsOf,
    spendingOf,
    costOf,
    /** Words that nobody else says, and the language model as who says them sees it. */
    talk: () => talkWith(fakes.anthropic),
    /** The same of the model that makes images. */
    painting: () => talkWith(fakes.openai),
  };
}

export type AskerClient = ReturnType<typeof createAskerClient>;

/** A fake as one test sees it, while other tests ask it as well. */
function talkWith<Body, Scripted extends Step<Body>>(fake: FakeProvider<Body, Scripted>) {
  const words = `Say something of ${randomUUID()}.`;
  const isIts = ({ body }: FakeRequest<Body>) => JSON.stringify(body).includes(words);
  return {
    words,
    script: (...steps: Scripted[]) => fake.script(...steps.map((step) => ({ ...step, when: isIts }))),
    requests: () => fake.requests.filter(isIts),
  };
}
