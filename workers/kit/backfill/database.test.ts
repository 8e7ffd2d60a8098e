import { expect, test } from 'vitest';
import { createBackfillClient } from '../../../test/backfill-client.ts';
import { fixtureWorkerPath } from '../../../test/fixtures/paths.ts';
import { startWorkerProcess } from '../../../test/product-process.ts';
import { useStack } from '../../../test/stack.ts';

const stack = useStack({ fixtures: true, worker: false });
const client = createBackfillClient(stack);

test('a worker without a database says what it needs, and runs nothing', async () => {
  const { DATABASE_URL: _without, ...env } = stack.env;
  const worker = await startWorkerProcess(fixtureWorkerPath, env);
  try {
    const name = await client.make();
    const run = await client.start(name, client.hours(2));
    expect(await run.end()).toMatchObject({
      status: 'FAILED',
      failure: { code: 'DATABASE_NEEDED', message: expect.stringContaining('DATABASE_URL') as string },
    });
    expect(await client.executions(name, 0)).toEqual({});
    expect(await client.count(name, client.hours(2))).toMatchObject({ due: 2 });
  } finally {
    await worker.stop();
  }
});
