import { generateDrizzleJson } from 'drizzle-kit/api';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as tables from '../../src/platform/db/tables.ts';
import { migrationsFolder, readMigrations } from '../../src/platform/db/migrations.ts';

const folder = migrationsFolder();
const migrations = readMigrations();
interface Snapshot {
  id: string;
  prevId: string;
}
const snapshots = migrations.map(
  ({ tag }) =>
    JSON.parse(readFileSync(path.join(folder, 'meta', `${tag.slice(0, 4)}_snapshot.json`), 'utf8')) as Snapshot,
);

/** The tables alone, without what tells one snapshot from another. */
const tablesOf = ({ id: _id, prevId: _prevId, ...made }: Snapshot): unknown => JSON.parse(JSON.stringify(made));

test('the migrations make the tables that the code has', () => {
  const how = 'The tables have changed: run `npm run migration -- <name>` and commit drizzle/';
  expect(tablesOf(generateDrizzleJson({ ...tables })), how).toEqual(tablesOf(snapshots.at(-1)!));
});

test('every migration is a file, and every file a migration', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  expect(files.toSorted()).toEqual(migrations.map(({ tag }) => `${tag}.sql`));
});

test('migrations follow each other', () => {
  const again = 'Two branches each added one: delete yours with its lines in drizzle/meta and make it again';
  // A database only takes migrations that are younger than the last it took, so an older one would never be run.
  const times = migrations.map(({ when }) => when);
  expect(times, again).toEqual([...new Set(times)].toSorted((a, b) => a - b));
  expect(
    snapshots.slice(1).map(({ prevId }) => prevId),
    again,
  ).toEqual(snapshots.slice(0, -1).map(({ id }) => id));
});
