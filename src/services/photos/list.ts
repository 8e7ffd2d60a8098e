import { and, desc, eq, getTableColumns, inArray, lt, sql, type SQL } from 'drizzle-orm';
import { PhotoNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { photos } from '../../platform/db/tables/photos.ts';
import { numberCursor } from '../cursor.ts';
import { cutPage, type Page } from '../page.ts';
import { isNamed } from '../uuid.ts';
import type { Photo, PhotoState } from './photo.ts';
import { photoState } from './state.ts';

const { reservedFor: _for, checkedAt: _checked, importedBy: _by, ...columns } = getTableColumns(photos);

const cursor = numberCursor('photo');
const named = (id: string) => isNamed(photos.id, id);

/** Lists photos, and says which are never to be posted. */
export function createPhotoList({ ask }: Pick<Database, 'ask'>) {
  const select = (which: SQL | undefined, most = 1): Promise<Photo[]> =>
    ask((db) =>
      db
        .select({ ...columns, state: photoState })
        .from(photos)
        .where(which)
        .orderBy(desc(photos.number))
        .limit(most),
    );
  const change = async (id: string, values: Partial<Pick<Photo, 'excludedBy'>> & { excludedAt: SQL | null }) => {
    await ask((db) => db.update(photos).set(values).where(named(id)));
    const [photo] = await select(named(id));
    if (!photo) throw new PhotoNotFoundError();
    return photo;
  };

  return {
    /** Those of a brand, by its id, newest first. Throws InvalidInputError for a cursor of another list. */
    async list(brand: string, state: PhotoState | null, first: number, after?: string | null): Promise<Page<Photo>> {
      const behind = after == null ? undefined : lt(photos.number, cursor.read(after));
      const which = and(eq(photos.brand, brand), state ? sql`${photoState} = ${state}` : undefined, behind);
      return cutPage(await select(which, first + 1), first, cursorOf);
    },

    /** Those of these ids, by their ids. */
    async some(ids: readonly string[]): Promise<ReadonlyMap<string, Photo>> {
      const found = await select(inArray(photos.id, [...ids]), ids.length);
      return new Map(found.map((photo) => [photo.id, photo]));
    },

    /** Has it never be posted, until it is included again. Throws PhotoNotFoundError. */
    exclude: (id: string, by: string): Promise<Photo> => change(id, { excludedAt: sql`now()`, excludedBy: by }),

    /** Throws PhotoNotFoundError. */
    include: (id: string): Promise<Photo> => change(id, { excludedAt: null, excludedBy: null }),
  };
}

const cursorOf = ({ number }: Photo) => cursor.write(number);
