import { and, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { NoPhotoError, PhotoNotFreeError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { photos } from '../../platform/db/tables/photos.ts';
import { publications } from '../../platform/db/tables/publications.ts';
import type { RunKey } from '../runs/run-id.ts';
import { isNamed } from '../uuid.ts';
import { lockPhotos } from './lock.ts';
import type { PhotoState, ReservedPhoto } from './photo.ts';
import { lastPublished, photoState } from './state.ts';

type Tx = Pick<NodePgDatabase, 'select' | 'update' | 'execute'>;

interface ReserveRequest {
  /** Id of the brand. */
  brand: string;
  run: RunKey;
  /** Id of the photo that is asked for. Default: the one whose turn it is. */
  photo?: string | null;
}

/** Which photo belongs to which run: one photo to one run at a time, and to nobody while one that looks like it is out. */
export function createReservations({ ask }: Pick<Database, 'ask'>) {
  return {
    /**
     * Gives a run a photo of its own, and the same again when it asks again. Those that were never published nor
     * passed over come first, then the one of which either was longest ago. Throws PhotoNotFreeError for one that is asked for and may not be posted, or NoPhotoError.
     */
    reserve: ({ brand, run, photo }: ReserveRequest): Promise<ReservedPhoto> =>
      ask((db) =>
        db.transaction(async (tx) => {
          await lockPhotos(tx, brand);
          const had = (await photoOf(tx, brand, run)) ?? (await sentPhotoOf(tx, brand, run));
          if (had) return had;
          const chosen = photo == null ? await next(tx, brand) : await free(tx, brand, photo);
          await hold(tx, chosen, run);
          return (await photoOf(tx, brand, run))!;
        }),
      ),

    /**
     * Gives back what a run has reserved, unless something of it was sent and nobody knows what became of that, or a worker is
     * about to send it. What is public counts as published from then on. One that is `passedOver` waits its turn as if it
     * had been published.
     */
    async release({ run, passedOver = false }: { run: string; passedOver?: boolean }): Promise<void> {
      const open = sql`EXISTS (SELECT FROM publications WHERE publications.run = ${run}
        AND publications.state IN ('ARMED', 'SENT', 'UNCONFIRMED'))`;
      const live = sql`(SELECT max(coalesce(publications.sent_at, publications.settled_at)) FROM publications
        WHERE publications.run = ${run} AND publications.photo = photos.id AND publications.state = 'LIVE')`;
      await ask((db) =>
        db
          .update(photos)
          .set({
            ...ofNobody,
            publishedAt: sql`greatest(photos.published_at, ${live})`,
            ...(passedOver && { passedOverAt: sql`now()` }),
          })
          .where(and(eq(photos.reservedBy, run), sql`NOT ${open}`)),
      );
    },

    /** Says that a photo was published, so that it, and those that look like it, rest. */
    async published(photo: string, at: Date): Promise<void> {
      const latest = sql`greatest(photos.published_at, ${at.toISOString()}::timestamptz)`;
      await ask((db) => db.update(photos).set({ publishedAt: latest }).where(eq(photos.id, photo)));
    },

    /** How many posts the photos of a brand are good for now; those that look alike are good for one. */
    async left(brand: string): Promise<number> {
      const [row] = await ask((db) =>
        db
          .select({ left: sql`count(DISTINCT photos.likeness)`.mapWith(Number) })
          .from(photos)
          .where(and(eq(photos.brand, brand), sql`${photoState} = 'FREE'`)),
      );
      return row!.left;
    },
  };
}
export type Reservations = ReturnType<typeof createReservations>;

const ofNobody = { reservedBy: null, reservedFor: null, reservedAt: null, checkedAt: null };

const hold = (tx: Tx, id: string, { first, workflowId }: RunKey) =>
  tx
    .update(photos)
    .set({ reservedBy: first, reservedFor: workflowId, reservedAt: sql`now()`, checkedAt: sql`now()` })
    .where(and(eq(photos.id, id), isNull(photos.reservedBy)));

async function read(tx: Tx, which: SQL | undefined): Promise<ReservedPhoto | null> {
  const { id, bucket, key, etag, likeness } = photos;
  const [row] = await tx.select({ id, bucket, key, etag, likeness }).from(photos).where(which);
  if (!row) return null;
  return { id: row.id, source: { bucket: row.bucket, key: row.key, etag: row.etag }, likeness: row.likeness };
}

const photoOf = (tx: Tx, brand: string, { first }: RunKey) =>
  read(tx, and(eq(photos.brand, brand), eq(photos.reservedBy, first)));

/** Of a run that was reset after something of it went out: it goes on with that photo, whatever else it is by now. */
async function sentPhotoOf(tx: Tx, brand: string, run: RunKey): Promise<ReservedPhoto | null> {
  const out = inArray(publications.state, ['SENT', 'UNCONFIRMED', 'LIVE']);
  const [sent] = await tx
    .select({ photo: publications.photo })
    .from(publications)
    .where(and(eq(publications.run, run.first), eq(publications.brand, brand), out))
    .limit(1);
  if (!sent) return null;
  await hold(tx, sent.photo, run);
  return read(tx, eq(photos.id, sent.photo));
}

/** The id of the photo whose turn it is. */
async function next(tx: Tx, brand: string): Promise<string> {
  const [row] = await tx
    .select({ id: photos.id })
    .from(photos)
    .where(and(eq(photos.brand, brand), sql`${photoState} = 'FREE'`))
    .orderBy(sql`greatest(${lastPublished}, photos.passed_over_at) NULLS FIRST`, photos.number)
    .limit(1);
  if (row) return row.id;
  const counts = await tx
    .select({ state: photoState, count: sql`count(*)`.mapWith(Number) })
    .from(photos)
    .where(eq(photos.brand, brand))
    .groupBy(sql`1`)
    .orderBy(sql`1`);
  const said = counts.map(({ state, count }) => `${count} ${state}`).join(', ') || 'it has none';
  throw new NoPhotoError(
    `No photo of the brand may be posted now (${said}). Import more, or lower minPhotoDays of the brand.`,
  );
}

const reasons: Record<Exclude<PhotoState, 'FREE'>, string> = {
  RESERVED: 'Another run has reserved this photo.',
  RESTING: 'This photo, or one that looks like it, was published less than minPhotoDays ago, or is about to be.',
  EXCLUDED: 'This photo is excluded. Use includePhoto.',
  MISSING: 'Storage has this photo no more.',
  UNSUITABLE: 'This photo cannot be published: see its problems.',
};

/** The id of a photo that was asked for, if it may be posted. */
async function free(tx: Tx, brand: string, id: string): Promise<string> {
  const [row] = await tx
    .select({ id: photos.id, state: photoState })
    .from(photos)
    .where(and(eq(photos.brand, brand), isNamed(photos.id, id)));
  if (!row) throw new PhotoNotFreeError('The brand has no photo with this id.');
  if (row.state !== 'FREE') throw new PhotoNotFreeError(reasons[row.state]);
  return row.id;
}
