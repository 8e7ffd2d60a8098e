import { expect, onTestFinished, test } from 'vitest';
import { closedPort } from '../../../test/closed-port.ts';
import { found } from '../../../test/examine.ts';
import { useFront } from '../../../test/front.ts';
import { useStack } from '../../../test/stack.ts';
import { createStorage } from '../../platform/storage.ts';
import { createDoctor } from './doctor.ts';
import { checkStorageLinks } from './storage-links.ts';
import { checkStorage } from './storage.ts';

const front = useFront();
const stack = useStack({ fixtures: true, worker: false });

/** Storage by these settings, behind a proxy that passes on everything as it is unless a test says otherwise. */
function storageWith(settings: Partial<typeof stack.settings.storage>) {
  Object.assign(front, { target: stack.settings.storage.endpoint, renames: false, refuse: null });
  const storage = createStorage({ ...stack.settings.storage, ...settings });
  onTestFinished(() => storage.close());
  return storage;
}
const behindFront = () => storageWith({ endpoint: front.url });
const linksByFront = () => storageWith({ publicEndpoint: front.url });
const denied = { status: 403, body: '<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>' };

/** What the doctor has left behind. */
async function leftovers(): Promise<string[]> {
  const keys: string[] = [];
  const all = stack.storage.list({ bucket: stack.storage.workBucket, prefix: 'work/doctor/' });
  for await (const page of all) keys.push(...page.map(({ key }) => key));
  return keys;
}

test('storage that does what it should says how long it took, and nothing is left', async () => {
  expect(await found(checkStorage(stack.storage))).toMatchObject({
    state: 'OK',
    measured: expect.stringMatching(/^put, get, list and delete in the bucket test-\S+ took \d+ ms$/),
  });
  expect(await found(checkStorageLinks(linksByFront()))).toMatchObject({
    state: 'OK',
    measured: expect.stringMatching(/^a signed PUT and GET at http:\S+ took \d+ ms$/),
  });
  expect(await leftovers()).toEqual([]);
});

test.each([
  ['PUT', 'PutObject'],
  ['GET', 'GetObject'],
  ['DELETE', 'DeleteObject'],
])('a right that is missing is named: %s', async (method, right) => {
  const storage = behindFront();
  front.refuse = (request) => (request.method === method ? denied : null);
  expect(await found(checkStorage(storage))).toMatchObject({
    state: 'FAILED',
    measured: expect.stringMatching(new RegExp(`^s3:${right} is refused in the bucket \\S+: `)),
    todo: expect.stringContaining(`s3:${right}`),
  });
});

test('storage that is away, or has no such bucket', { timeout: 60_000 }, async () => {
  const endpoint = await closedPort();
  const away = storageWith({ endpoint, publicEndpoint: endpoint });
  const findings = await createDoctor([checkStorage(away), checkStorageLinks(away)], []).examine();
  expect(findings[0]).toMatchObject({
    state: 'FAILED',
    measured: expect.stringContaining('ECONNREFUSED'),
    todo: expect.stringContaining('S3_ENDPOINT'),
  });
  expect(findings[1]).toMatchObject({ state: 'SKIPPED', measured: 'not known while storage fails' });
  expect(await found(checkStorage(storageWith({ bucket: 'nobody-has-made-it' })))).toMatchObject({
    state: 'FAILED',
    measured: expect.stringContaining('404'),
  });
});

test('links that browsers cannot use are found: by a proxy that renames, and by an address of nobody', async () => {
  const renamed = linksByFront();
  front.renames = true;
  expect(await found(checkStorageLinks(renamed))).toMatchObject({
    state: 'FAILED',
    measured: expect.stringMatching(/answers a signed PUT with 403 SignatureDoesNotMatch$/),
    todo: expect.stringContaining('S3_PUBLIC_ENDPOINT'),
  });
  expect(await found(checkStorageLinks(storageWith({ publicEndpoint: await closedPort() })))).toMatchObject({
    state: 'WARNING',
    measured: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+ is not reached from here: .*ECONNREFUSED/),
    todo: expect.stringContaining('S3_PUBLIC_ENDPOINT'),
  });
});
