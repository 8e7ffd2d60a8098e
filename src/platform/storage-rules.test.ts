import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { useStack } from '../../test/stack.ts';
import { BucketNotAllowedError, ObjectKeyNotAllowedError } from '../errors.ts';
import type { ObjectLocation } from './storage-rules.ts';

const stack = useStack({ worker: false });

const place = () => ({ bucket: stack.storage.workBucket, key: `test/${randomUUID()}` });

describe('what users name', () => {
  const bytes = Buffer.from('x');
  const options = { contentType: 'text/plain' };
  /** Every way to an object, by what it does there. */
  const ways = {
    read: {
      head: (at) => stack.storage.head(at),
      read: (at) => stack.storage.read(at),
      copy: (at) => stack.storage.copy(at, place(), options),
      link: (at) => stack.storage.link(at, 60),
    },
    write: {
      write: (at) => stack.storage.write(at, bytes, options),
      copy: (at) => stack.storage.copy(place(), at, options),
    },
  } satisfies Record<string, Record<string, (at: ObjectLocation) => Promise<unknown>>>;
  const all = [...Object.entries(ways.read), ...Object.entries(ways.write)];

  test.each(all)('is in an allowed bucket, or refused: %s', async (_name, use) => {
    await expect(use({ bucket: 'elsewhere', key: 'a' })).rejects.toThrow(BucketNotAllowedError);
  });

  test('is in an allowed bucket, or refused: list, deleteAll', async () => {
    const elsewhere = { bucket: 'elsewhere', prefix: '' };
    await expect(stack.storage.list(elsewhere).next()).rejects.toThrow(BucketNotAllowedError);
    await expect(stack.storage.deleteAll(elsewhere)).rejects.toThrow(BucketNotAllowedError);
  });

  test.each(all)('is no other key for a file system: %s', async (_name, use) => {
    for (const key of ['/work/a', 'a//b', './work/a', 'x/../work/a', '../other/a', 'a/..', '..', '.'])
      await expect(use({ bucket: stack.storage.workBucket, key }), key).rejects.toThrow(ObjectKeyNotAllowedError);
  });

  test.each(Object.entries(ways.read))('is nothing that runs and batches keep: %s', async (_name, use) => {
    for (const folder of ['work', 'batch']) {
      await stack.storage.write(stack.storage.own(`${folder}/run/a`), bytes, options);
      await expect(use({ bucket: stack.storage.workBucket, key: `${folder}/run/a` })).rejects.toThrow(
        ObjectKeyNotAllowedError,
      );
      await expect(use(stack.storage.own(`${folder}/run/a`))).resolves.toBeTruthy();
    }
    const upload = { bucket: stack.storage.workBucket, key: 'uploads/u/a' };
    await stack.storage.write(stack.storage.own(upload.key), bytes, options);
    await expect(use(upload)).resolves.toBeTruthy();
  });

  test.each(Object.entries(ways.write))('replaces nothing of others: %s', async (_name, use) => {
    for (const folder of ['work', 'batch', 'uploads', 'publications', 'reports'])
      await expect(use({ bucket: stack.storage.workBucket, key: `${folder}/x/a` })).rejects.toThrow(
        ObjectKeyNotAllowedError,
      );
  });

  test('becomes no place of the program by way of JSON', async () => {
    const named = JSON.parse(JSON.stringify(stack.storage.own('work/run/a'))) as ObjectLocation;
    await expect(stack.storage.read(named)).rejects.toThrow(ObjectKeyNotAllowedError);
    expect(() => stack.storage.own('photos/a')).toThrow('no folder of the program');
  });
});
