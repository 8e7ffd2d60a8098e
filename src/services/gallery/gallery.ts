import { and, desc, eq, getTableColumns, inArray, ne, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { generatedImages } from '../../platform/db/tables/generated-images.ts';
import { alikeWithin } from '../photos/alike.ts';
import type { GeneratedImage, ImageFilter, ImageScope, NewImage } from './image.ts';
import { listImages, readImage } from './list.ts';
import { readWordsBehind } from './words-behind.ts';

interface ListQuery {
  filter: ImageFilter;
  scope: ImageScope;
  first: number;
  after: string | null;
}

/** So many of the newest are compared with a new one: comparing takes a look at each. */
const mostCompared = 20_000;

/** Pictures that were made. */
export function createGallery(database: Pick<Database, 'ask'>) {
  const { ask } = database;

  /** Which of these are there. */
  async function known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { id } = generatedImages;
    const rows = await ask((db) =>
      db
        .select({ id })
        .from(generatedImages)
        .where(inArray(id, [...ids])),
    );
    return new Set(rows.map((row) => row.id));
  }

  return {
    list: (query: ListQuery) => listImages(database, query),

    /** Null where there is none, or none in that scope. */
    get: (id: string, scope?: ImageScope): Promise<GeneratedImage | null> => readImage(database, id, scope),

    /** Id of an earlier picture of the same end user that looks like this one, the most alike of them; null: none does. */
    async alike(fingerprint: string, { onBehalfOf, run }: { onBehalfOf: string; run: string }): Promise<string | null> {
      const { id, number } = generatedImages;
      const [row] = await ask((db) => {
        const newest = db
          .select({ id, number, fingerprint: generatedImages.fingerprint })
          .from(generatedImages)
          .where(and(eq(generatedImages.onBehalfOf, onBehalfOf), ne(generatedImages.run, run)))
          .orderBy(desc(number))
          .limit(mostCompared)
          .as('newest');
        const apart = sql<number>`bit_count(('x' || ${newest.fingerprint})::bit(64) # ('x' || ${fingerprint}::text)::bit(64))`;
        return db
          .select({ id: newest.id })
          .from(newest)
          .where(sql`${apart} <= ${alikeWithin}`)
          .orderBy(apart, desc(newest.number))
          .limit(1);
      });
      return row?.id ?? null;
    },

    /** Writes down all pictures of a run or none; those that are there already stay as they are. */
    async add(images: readonly NewImage[]): Promise<void> {
      if (images.length === 0) return;
      // What they come from, or look like, may have been deleted meanwhile.
      const named = images.flatMap(({ parent, duplicateOf }) => [parent ?? [], duplicateOf ?? []].flat());
      const there = new Set([...(await known(named)), ...images.map(({ id }) => id)]);
      const kept = (id: string | null | undefined) => (id && there.has(id) ? id : null);
      const values = images.map((image) => ({
        ...image,
        parent: kept(image.parent),
        duplicateOf: kept(image.duplicateOf),
      }));
      await ask((db) => db.insert(generatedImages).values(values).onConflictDoNothing());
    },

    /** What a run has stored, in order. */
    ofRun: (run: string) => {
      const { words: _words, ...columns } = getTableColumns(generatedImages);
      return ask((db) =>
        db.select(columns).from(generatedImages).where(eq(generatedImages.run, run)).orderBy(generatedImages.position),
      );
    },

    known,

    wordsBehind: (id: string) => readWordsBehind(database, id),
  };
}
export type Gallery = ReturnType<typeof createGallery>;
