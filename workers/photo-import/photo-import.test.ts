import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { query } from '../../test/database.ts';
import { documentedRole, newRole } from '../../test/database-role.ts';
import { brandRow } from '../../test/feed-rows.ts';
import { changes, differentPhotos } from '../../test/fixtures/product-photos.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import { decodeRunId } from '../../src/services/runs/run-id.ts';
import { createEndedRuns } from '../../src/services/photos/ended-runs.ts';
import { createReservations } from '../../src/services/photos/reservations.ts';

const stack = useStack({ worker: false, env: { TASK_QUEUES: 'publishing' } });
let different: Buffer[];
beforeAll(async () => {
  different = await differentPhotos();
  const owner = stack.env['DATABASE_URL']!;
  const { url, name } = await newRole(owner);
  await query(owner, await documentedRole('worker', name)); // a worker needs no more than what is documented
  stack.env['DATABASE_URL'] = url;
  await stack.startWorker();
});

/** A brand with a folder of its own in storage. */
async function brandWithFolder(folder: string) {
  const { bucket } = stack.settings.storage;
  const id = await brandRow(stack.database);
  const { rows } = await stack.database.pool.query<{ key: string }>(
    'UPDATE brands SET photo_prefixes = $1 WHERE id = $2 RETURNING key',
    [JSON.stringify([{ bucket, prefix: `${folder}/` }]), id],
  );
  const write = (name: string, bytes: Buffer) =>
    stack.storage.write({ bucket, key: `${folder}/${name}` }, bytes, { contentType: 'image/jpeg' });
  const remove = (name: string) => stack.storage.deleteAll({ bucket, prefix: `${folder}/${name}` });
  return { id, key: rows[0]!.key, write, remove };
}
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
const rowsOf = async (id: string) => {
  const { rows } = await stack.database.pool.query<{
    name: string;
    likeness: string;
    missing: boolean;
    imported: Date;
  }>(
    `SELECT substring(key FROM '[^/]+$') AS name, likeness, missing_at IS NOT NULL AS missing, imported_at AS imported
     FROM photos WHERE brand = $1`,
    [id],
  );
  return new Map(rows.map((row) => [row.name, row]));
};
const end = async (brand: string) => {
  const state = await (await stack.start('photoImport', { brand })).end();
  expect(state, JSON.stringify(state.failure)).toMatchObject({ status: 'COMPLETED' });
  return state.resultJson!;
};

test('an import knows what is new, changed, gone, back, alike and unfit, and a bad file stops no other', async () => {
  const { id, key, write, remove } = await brandWithFolder('north');
  const again = await changes['JPEG of quality 40']!(different[0]!);
  await Promise.all([
    ...different.slice(0, 12).map((bytes, n) => write(`photo-${n}.png`, bytes)),
    write('again.jpg', await again.toBuffer()),
    write('folder/', Buffer.alloc(0)),
    write('empty.jpg', Buffer.alloc(0)),
    write('text.jpg', Buffer.from('not an image')),
    write('cut.png', different[20]!.subarray(0, different[20]!.length / 2)),
    write('small.jpg', await plain(200, 300)),
    write('long.jpg', await plain(2000, 330)),
  ]);
  const result = await end(key);
  expect(result).toMatchObject({ found: 18, imported: 18, missing: 0, unsuitable: 5 });
  const codes = Object.fromEntries(
    (result['problems'] as { key: string; code: string }[]).map((one) => [one.key.replace('north/', ''), one.code]),
  );
  expect(codes).toEqual({
    'empty.jpg': 'UNREADABLE',
    'text.jpg': 'UNREADABLE',
    'cut.png': 'UNREADABLE',
    'small.jpg': 'TOO_SMALL',
    'long.jpg': 'TOO_LONG',
  });
  const first = await rowsOf(id);
  expect(first.get('again.jpg')!.likeness).toBe(first.get('photo-0.png')!.likeness);
  const drawn = Array.from({ length: 12 }, (_one, n) => first.get(`photo-${n}.png`)!.likeness);
  expect(new Set(drawn).size).toBe(12);

  await Promise.all([remove('photo-3'), write('photo-4.png', different[25]!), write('new.png', different[26]!)]);
  expect(await end(key)).toMatchObject({ found: 18, imported: 2, missing: 1, unsuitable: 5 });
  const second = await rowsOf(id);
  expect(second.get('photo-3.png')!.missing).toBe(true);
  expect(second.get('photo-5.png')!.imported, 'nobody has looked at it again').toEqual(
    first.get('photo-5.png')!.imported,
  );
  await write('photo-3.png', different[3]!);
  expect(await end(key)).toMatchObject({ imported: 0, missing: 0 });
  expect((await rowsOf(id)).get('photo-3.png')!.missing).toBe(false);
});

test('an import whose worker is killed goes on behind what it has written down', { timeout: 90_000 }, async () => {
  const { id, key, write } = await brandWithFolder('south');
  const names = Array.from({ length: 60 }, (_one, n) => `photo-${n}.png`);
  await Promise.all(names.map((name, n) => write(name, different[n % different.length]!)));
  const run = await stack.start('photoImport', { brand: key });
  await waitFor('some photos', async () => (await rowsOf(id)).size >= 8);
  await stack.worker.stop('SIGKILL');
  const before = await rowsOf(id);
  expect(before.size).toBeLessThan(60);
  await stack.startWorker();
  const state = await run.end();
  expect(state).toMatchObject({ status: 'COMPLETED', resultJson: { found: 60, imported: 60, missing: 0 } });
  const after = await rowsOf(id);
  expect(after.size).toBe(60);
  for (const [name, { imported: when }] of before) expect(after.get(name)!.imported, name).toEqual(when);
  expect(new Set([...after.values()].map(({ likeness }) => likeness)).size).toBe(different.length);
});

test('an import of no brand, and one whose bucket is not there, say so', async () => {
  const none = await (await stack.start('photoImport', { brand: 'none' })).end();
  expect(none).toMatchObject({ status: 'FAILED', failure: { code: 'BRAND_NOT_FOUND' } });
  const { id, key } = await brandWithFolder('east');
  await stack.database.pool.query(
    `UPDATE brands SET photo_prefixes = '[{"bucket":"no-such","prefix":""}]' WHERE id = '${id}'`,
  );
  const elsewhere = await (await stack.start('photoImport', { brand: key })).end();
  expect(elsewhere).toMatchObject({ status: 'FAILED', failure: { code: 'BUCKET_NOT_ALLOWED' } });
});

test('the photo of a run that was terminated is free again, and that of one that goes on is not', async () => {
  const { id: brand, key, write } = await brandWithFolder('west');
  await Promise.all(['a.png', 'b.png'].map((name, n) => write(name, different[n + 5]!)));
  await end(key);
  await stack.worker.stop('SIGTERM'); // so that runs wait
  const [ended, going] = await Promise.all(
    ['one', 'two'].map(async (other) => decodeRunId((await stack.start('photoImport', { brand: other })).id)!),
  );
  const reservations = createReservations(stack.database);
  for (const run of [ended!, going!]) await reservations.reserve({ brand, run });
  const { service, namespace, call } = stack.temporal;
  const { workflowId } = ended!;
  await call(() => service.terminateWorkflowExecution({ namespace, workflowExecution: { workflowId } }));
  const look = createEndedRuns({ ...stack, reservations });
  await look();
  expect(await reservations.left(brand), 'nobody looks at once').toBe(0);
  await stack.database.pool.query(`UPDATE photos SET checked_at = now() - interval '61 seconds'`);
  await look();
  expect(await reservations.left(brand)).toBe(1);
  await stack.startWorker();
});
