import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { randomUUID } from 'node:crypto';
import type { Database } from '../../platform/db/database.ts';
import { photos } from '../../platform/db/tables/photos.ts';
import { looksLike } from './alike.ts';
import { lockPhotos } from './lock.ts';
import type { PhotoProblem } from './photo.ts';

type Row = typeof photos.$inferSelect;

/** What was found out of an object; null where it could not be read. */
export type LookedAt = Pick<
  Row,
  'bucket' | 'key' | 'etag' | 'bytes' | 'format' | 'width' | 'height' | 'fingerprint' | 'thumbhash' | 'problems'
>;

/** What is known of an object before it is looked at. */
export type KnownPhoto = Pick<Row, 'id' | 'bucket' | 'key' | 'etag' | 'missingAt'>;

/** What an import has come to. */
export interface PhotoSummary {
  /** Photos that this run has looked at, as they are new or have changed. */
  imported: number;
  /** Those in storage that cannot be published at some channel, and the first of them. */
  unsuitable: number;
  problems: { bucket: string; key: string; problems: PhotoProblem[] }[];
}

/** The photos of brands as an import writes them down. */
export function createPhotoIndex({ ask }: Pick<Database, 'ask'>) {
  return {
    known: (brand: string): Promise<KnownPhoto[]> => {
      const { id, bucket, key, etag, missingAt } = photos;
      return ask((db) => db.select({ id, bucket, key, etag, missingAt }).from(photos).where(eq(photos.brand, brand)));
    },

    /** Writes down what a run has found out, and which photos look alike. */
    save: (brand: string, run: string, found: readonly LookedAt[]): Promise<void> =>
      ask((db) =>
        db.transaction(async (tx) => {
          await lockPhotos(tx, brand);
          for (const one of found) {
            const values = { ...one, importedBy: run, likeness: await likenessOf(tx, brand, one) };
            await tx
              .insert(photos)
              .values({ brand, ...values })
              .onConflictDoUpdate({
                target: [photos.brand, photos.bucket, photos.key],
                set: { ...values, importedAt: sql`now()`, missingAt: null },
              });
          }
        }),
      ),

    /** Says of photos whether storage has them. */
    async setMissing(ids: readonly string[], missing: boolean): Promise<void> {
      if (ids.length === 0) return;
      const missingAt = missing ? sql`now()` : null;
      await ask((db) =>
        db
          .update(photos)
          .set({ missingAt })
          .where(sql`photos.id = ANY(${sql.param([...ids])}::uuid[])`),
      );
    },

    async summary(brand: string, run: string, most: number): Promise<PhotoSummary> {
      const unfit = sql`photos.problems <> '[]' AND photos.missing_at IS NULL`;
      const { bucket, key, problems } = photos;
      const [[counts], listed] = await Promise.all([
        ask((db) =>
          db
            .select({
              imported: sql`count(*) FILTER (WHERE photos.imported_by = ${run})`.mapWith(Number),
              unsuitable: sql`count(*) FILTER (WHERE ${unfit})`.mapWith(Number),
            })
            .from(photos)
            .where(eq(photos.brand, brand)),
        ),
        ask((db) =>
          db
            .select({ bucket, key, problems })
            .from(photos)
            .where(and(eq(photos.brand, brand), unfit))
            .orderBy(photos.number)
            .limit(most),
        ),
      ]);
      return { ...counts!, problems: listed };
    },
  };
}

/** What all photos have that look like this one. Those that only look alike by this one become one likeness. */
async function likenessOf(
  tx: Pick<NodePgDatabase, 'selectDistinct' | 'update'>,
  brand: string,
  { bucket, key, fingerprint }: LookedAt,
): Promise<string> {
  if (fingerprint === null) return randomUUID();
  const others = and(
    eq(photos.brand, brand),
    isNotNull(photos.fingerprint),
    sql`(photos.bucket, photos.key) <> (${bucket}, ${key})`,
  );
  const alike = await tx
    .selectDistinct({ likeness: photos.likeness })
    .from(photos)
    .where(and(others, looksLike(fingerprint)))
    .orderBy(photos.likeness);
  const [likeness = randomUUID(), ...more] = alike.map((one) => one.likeness);
  if (more.length > 0) {
    await tx
      .update(photos)
      .set({ likeness })
      .where(and(eq(photos.brand, brand), inArray(photos.likeness, more)));
  }
  return likeness;
}
