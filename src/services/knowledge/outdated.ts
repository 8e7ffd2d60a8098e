import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { knowledgeChunks } from '../../platform/db/tables/knowledge-chunks.ts';
import { memories } from '../../platform/db/tables/memories.ts';
import { toBytes } from '../../platform/embeddings/vector.ts';

/** What has vectors. */
const embedded = { passages: knowledgeChunks, memories } as const;
export type Embedded = keyof typeof embedded;

/** Rows whose vectors are of another provider or model than `now`; with `from`, of that one. */
const outdated = (now: string, from: string | undefined): SQL =>
  from === undefined ? sql`embedder <> ${now}` : sql`embedder = ${from} AND embedder <> ${now}`;

export const countOutdated = async (
  { ask }: Pick<Database, 'ask'>,
  of: Embedded,
  now: string,
  from?: string,
): Promise<number> => {
  const { rows } = await ask((db) =>
    db.execute<{ count: number }>(
      sql`SELECT count(*)::integer AS count FROM ${embedded[of]} WHERE ${outdated(now, from)}`,
    ),
  );
  return rows[0]!.count;
};

/** The first of them after one with a number, in the order in which they were stored. */
export const someOutdated = async (
  { ask }: Pick<Database, 'ask'>,
  of: Embedded,
  { now, from, after, most }: { now: string; from: string | undefined; after: number; most: number },
): Promise<{ id: string; number: number; text: string }[]> => {
  const { rows } = await ask((db) =>
    db.execute<{ id: string; number: string; text: string }>(sql`
      SELECT id, number, text FROM ${embedded[of]} WHERE number > ${after} AND ${outdated(now, from)} ORDER BY number LIMIT ${most}`),
  );
  return rows.map((row) => ({ ...row, number: Number(row.number) }));
};

/** Gives rows new vectors, all of these at once. Those that were deleted meanwhile stay so. */
export const setVectors = (
  { ask }: Pick<Database, 'ask'>,
  of: Embedded,
  embedder: string,
  vectors: ReadonlyMap<string, Float32Array>,
) =>
  ask((db) =>
    db.execute(sql`
      UPDATE ${embedded[of]} AS kept SET embedder = ${embedder}, vector = decode(made.vector, 'hex')
      FROM unnest(
        ${sql.param([...vectors.keys()])}::uuid[],
        ${sql.param([...vectors.values()].map((vector) => toBytes(vector).toString('hex')))}::text[]
      ) AS made (id, vector)
      WHERE kept.id = made.id`),
  );
