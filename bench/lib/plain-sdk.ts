import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../src/platform/env.ts';

/** Storage by AWS's SDK as its documentation shows it: what is compared with where ours reads and writes. */
export function plainSdk({ endpoint, region, forcePathStyle }: Settings['storage']) {
  const client = new S3Client({ endpoint, region, forcePathStyle });
  return {
    client,
    async read({ bucket, key }: { bucket: string; key: string }, bytes: number) {
      const range = `bytes=0-${bytes - 1}`;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: range }));
      return Body!.transformToByteArray();
    },
    async write({ bucket, key }: { bucket: string; key: string }, body: Buffer) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
  };
}
