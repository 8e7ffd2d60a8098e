import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createBatchClient } from '../../test/batch-client.ts';
import { useStack } from '../../test/stack.ts';

const stack = useStack({ env: { S3_ALLOWED_BUCKETS: 'not-there', TASK_QUEUES: 'media' } });
const batches = createBatchClient(stack, 'ImageEnhancement');

const create = `mutation($input: CreateScheduleInput!) {
  schedule: createSchedule(input: $input) {
    __typename
    ... on Schedule { id next }
    ... on InvalidInputError { issues { path message } }
  }
}`;
interface Created {
  __typename: string;
  id: string;
  next: string[];
  issues: { path: string[]; message: string }[];
}
async function ask<Answer>(query: string, variables: object): Promise<Answer> {
  const { data, errors } = await stack.graphql(query, variables);
  expect(errors).toBeUndefined();
  return data as Answer;
}
async function schedule(batch: object, cron = ['0 9,18 * * *']): Promise<Created> {
  const input = {
    name: `evening-${randomUUID()}`,
    action: { imageEnhancementBatch: batch },
    spec: { cron, timeZone: 'Europe/Amsterdam' },
  };
  return (await ask<{ schedule: Created }>(create, { input })).schedule;
}
/** Of a batch that is refused: the ways to what is wrong. */
async function pathsOf(batch: object) {
  const { __typename, issues } = await schedule(batch);
  expect(__typename).toBe('InvalidInputError');
  return issues.map(({ path }) => path.join('.'));
}
async function trigger(id: string) {
  const { triggered } = await ask<{ triggered: { run: { __typename: string; id: string } } }>(
    `mutation($id: ID!) { triggered: triggerSchedule(id: $id) { ... on ScheduleTriggered { run { __typename id } } } }`,
    { id },
  );
  return triggered.run;
}

const bucket = () => stack.storage.workBucket;
const put = async (key: string, red: number) => {
  const background = { r: red, g: 100, b: 50 };
  const bytes = await sharp({ create: { width: 16, height: 16, channels: 3, background } })
    .jpeg()
    .toBuffer();
  await stack.storage.write({ bucket: bucket(), key }, bytes, { contentType: 'image/jpeg' });
};

test('each time it is due a schedule does what is there then and has not been done', async () => {
  const prefix = `brand-one/${randomUUID()}/`;
  await put(`${prefix}a.jpg`, 1);
  const settings = { output: { format: 'WEBP' } };
  const { id } = await schedule({ select: { bucket: bucket(), prefix, glob: '**/*.jpg', settings }, concurrency: 2 });
  const first = await trigger(id);
  expect(first.__typename).toBe('BatchRun');
  expect(await batches.end(stack.run(first.id))).toMatchObject({ status: 'COMPLETED', total: 1, done: 1, skipped: 0 });
  expect(await stack.storage.head({ bucket: bucket(), key: `enhanced/${prefix}a.webp` })).not.toBeNull();

  await put(`${prefix}in/b.jpg`, 2);
  await put(`${prefix}c.jpg`, 3);
  const second = await trigger(id);
  expect(await batches.end(stack.run(second.id))).toMatchObject({
    status: 'COMPLETED',
    itemWorkflow: 'imageEnhancement',
    total: 3,
    done: 3,
    skipped: 1,
    progress: { percent: 100, step: 'items' },
  });

  const { schedule: known } = await ask<{ schedule: { recent: object[] } }>(
    `query($id: ID!) { schedule(id: $id) {
      workflow
      recent { run { __typename id ... on BatchRun { total skipped } } }
      action { workflow ... on ImageEnhancementBatchAction {
        input { select { bucket prefix glob settings { output { format quality } } } concurrency onFailure rerun }
      } }
    } }`,
    { id },
  );
  expect(known).toEqual({
    workflow: 'imageEnhancementBatch',
    recent: [
      { run: { __typename: 'BatchRun', id: second.id, total: 3, skipped: 1 } },
      { run: { __typename: 'BatchRun', id: first.id, total: 1, skipped: 0 } },
    ],
    action: {
      workflow: 'imageEnhancementBatch',
      input: {
        select: { bucket: bucket(), prefix, glob: '**/*.jpg', settings: { output: { format: 'WEBP', quality: 90 } } },
        concurrency: 2,
        onFailure: 'CONTINUE',
        rerun: false,
      },
    },
  });
});

test.each([
  ['one', '0 9,18 * * *', ['09', '18']],
  ['two', '0 10,19 * * *', ['10', '19']],
])('the photos of brand %s are enhanced twice a day by the clock of Amsterdam', async (brand, cron, hours) => {
  const { next } = await schedule({ select: { bucket: bucket(), prefix: `brand-${brand}/` } }, [cron]);
  const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Amsterdam', timeStyle: 'short' });
  const times = next.map((time) => local.format(new Date(time)));
  expect(new Set(times)).toEqual(new Set(hours.map((hour) => `${hour}:00`)));
});

test('what can be known to be wrong is refused before it is due, with the way to it', async () => {
  const wrong = {
    select: { bucket: bucket(), glob: '{a', settings: { local: { upscale: 9 } } },
    concurrency: 201,
  };
  expect(await pathsOf(wrong)).toEqual([
    'action.imageEnhancementBatch.select.glob',
    'action.imageEnhancementBatch.select.settings.local.upscale',
    'action.imageEnhancementBatch.concurrency',
  ]);
  const elsewhere = { select: { bucket: 'elsewhere' } };
  expect(await pathsOf(elsewhere)).toEqual(['action.imageEnhancementBatch.select.bucket']);
});

test('what only shows when it is due is a failure that says what to do', async () => {
  const { id } = await schedule({ select: { bucket: 'not-there' } });
  expect(await stack.run((await trigger(id)).id).end()).toMatchObject({
    status: 'FAILED',
    failure: { code: 'BUCKET_NOT_FOUND', message: 'select.bucket: There is no such bucket.', step: 'select' },
  });
});
