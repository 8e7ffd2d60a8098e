import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { runCommand } from '../product-process.ts';
import { root } from '../static/source.ts';

test('buckets are made, those that are there are left as they are, and a server that refuses ends it', async () => {
  const { S3_ENDPOINT = '', AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = inject('serverEnv');
  const env = { AWS_ENDPOINT_URL_S3: S3_ENDPOINT, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
  const [one, two] = [`test-${randomUUID()}`, `test-${randomUUID()}`];
  const create = (buckets: string[], more = {}) =>
    runCommand([process.execPath, path.join(root, 'deploy/s3/create-buckets.mjs'), ...buckets], { ...env, ...more });
  expect(await create([one])).toMatchObject({ code: 0, stdout: `${one} was made\n`, stderr: '' });
  expect(await create([one, two])).toMatchObject({ code: 0, stdout: `${one} is there\n${two} was made\n` });
  const client = new S3Client({
    endpoint: S3_ENDPOINT,
    region: AWS_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
  for (const Bucket of [one, two]) await client.send(new HeadBucketCommand({ Bucket }));
  client.destroy();
  const refused = await create([`test-${randomUUID()}`], { AWS_SECRET_ACCESS_KEY: 'another' });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/SignatureDoesNotMatch/);
});
