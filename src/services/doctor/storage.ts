import { randomUUID } from 'node:crypto';
import type { Storage } from '../../platform/storage.ts';
import { ok, type Check, failed, type Found } from './finding.ts';
import { stopwatch } from './stopwatch.ts';
import { whyOf } from './why.ts';

const body = Buffer.from('Written by the doctor of Tempograph, which has died before it could delete it.');

/** Whether the program may do with its bucket what it does. */
export const checkStorage = (storage: Storage): Check => ({
  name: 'storage',
  todo: `See that storage answers at S3_ENDPOINT and has the bucket ${storage.workBucket}, and that AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are of an account that may use it.`,
  async run(signal): Promise<Found> {
    const { workBucket: bucket } = storage;
    const place = storage.own(`work/doctor/${randomUUID()}`);
    await storage.check();
    const ms = stopwatch();
    const rights: [right: string, use: () => Promise<unknown>][] = [
      ['PutObject', () => storage.write(place, body, { contentType: 'text/plain', signal })],
      ['GetObject', () => readBack(storage, place, signal)],
      ['ListBucket', () => storage.list({ bucket, prefix: place.key }, signal).next()],
      ['DeleteObject', () => storage.delete(place, signal)],
    ];
    for (const [right, use] of rights) {
      try {
        await use();
      } catch (error) {
        return failed(
          `s3:${right} is refused in the bucket ${bucket}: ${whyOf(error)}`,
          `Allow ${rights.map(([one]) => `s3:${one}`).join(', ')} in the bucket ${bucket} to the account of AWS_ACCESS_KEY_ID.`,
        );
      }
    }
    return ok(`put, get, list and delete in the bucket ${bucket} took ${ms()}`);
  },
});

async function readBack(storage: Storage, place: ReturnType<Storage['own']>, signal: AbortSignal): Promise<void> {
  const read = await storage.read(place, { signal });
  if (!read.equals(body)) throw new Error('what was read is not what was written');
}
