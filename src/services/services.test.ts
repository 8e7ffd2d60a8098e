import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useStack } from '../../test/stack.ts';
import { BucketNotAllowedError } from '../errors.ts';
import { silentBus } from '../platform/bus/silent-bus.ts';
import { createLog } from '../platform/log.ts';
import { createServices } from './services.ts';

const stack = useStack({ worker: false });

test('links are made for allowed buckets only', async () => {
  const services = createServices({ ...stack, bus: silentBus, log: createLog('silent') }, []);
  const object = { bucket: stack.storage.workBucket, key: `test/${randomUUID()}` };
  await stack.storage.write(object, Buffer.from('mine'), { contentType: 'text/plain' });
  expect(await (await fetch(await services.link(object, 60))).text()).toBe('mine');
  const elsewhere = services.link({ ...object, bucket: 'of-somebody-else' }, 60);
  await expect(elsewhere).rejects.toThrow(BucketNotAllowedError);
  await expect(elsewhere).rejects.toMatchObject({ code: 'BUCKET_NOT_ALLOWED' });
});
