import { expect, test } from 'vitest';
import { flightImageFile, northward } from '../../test/fixtures/flight-images.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

const stack = useStack();

async function put(prefix: string, count: number) {
  const { bucket } = stack.settings.storage;
  const [shot] = northward(1);
  const bytes = await flightImageFile(shot!);
  for (let n = 0; n < count; n++) {
    await stack.storage.write({ bucket, key: `${prefix}${n}.jpg` }, bytes, { contentType: 'image/jpeg' });
  }
  return { bucket, prefix };
}

test('the history of a completed run replays', async () => {
  const run = await stack.start('flightIngestion', { prefix: await put('one/', 1) });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { images: 1, usable: 1 } });
  await keepHistory(stack, run, 'completed');
});

test('the history of a failed run replays', async () => {
  const { bucket } = stack.settings.storage;
  const run = await stack.start('flightIngestion', { prefix: { bucket, prefix: 'nothing/' } });
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'NO_IMAGES' } });
  await keepHistory(stack, run, 'failed');
});

test('the history of a cancelled run replays, and leaves no intermediate object', async () => {
  const prefix = await put('many/', 20);
  await stack.worker.stop('SIGTERM'); // so that it is cancelled before it is done
  const run = await stack.start('flightIngestion', { prefix });
  await run.cancel();
  await stack.startWorker();
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });
  await keepHistory(stack, run, 'cancelled');
  const { workBucket } = stack.storage;
  await waitFor('clean-up', async () => {
    for await (const page of stack.storage.list({ bucket: workBucket, prefix: 'work/' }))
      if (page.length > 0) return false;
    return true;
  });
});
