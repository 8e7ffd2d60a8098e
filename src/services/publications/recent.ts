import { and, desc, eq, inArray, ne } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { photos } from '../../platform/db/tables/photos.ts';
import { publications } from '../../platform/db/tables/publications.ts';

/** A post of before. */
export interface RecentPost {
  caption: string;
  photo: string;
  /** What photos have in common that look alike. */
  likeness: string;
  at: Date;
}

/** The last posts of a brand that people may have seen, newest first: each once, at however many channels it is, and none of the run itself. */
export const recentPosts = (
  { ask }: Pick<Database, 'ask'>,
  { brand, run, limit }: { brand: string; run: string; limit: number },
): Promise<RecentPost[]> =>
  ask((db) => {
    const seen = inArray(publications.state, ['SENT', 'LIVE', 'UNCONFIRMED']);
    const last = db
      .selectDistinctOn([publications.run], {
        number: publications.number,
        caption: publications.caption,
        photo: publications.photo,
        likeness: photos.likeness,
        at: publications.createdAt,
      })
      .from(publications)
      .innerJoin(photos, eq(photos.id, publications.photo))
      .where(and(eq(publications.brand, brand), ne(publications.run, run), seen))
      .orderBy(publications.run, desc(publications.number))
      .as('last');
    const { caption, photo, likeness, at } = last;
    return db.select({ caption, photo, likeness, at }).from(last).orderBy(desc(last.number)).limit(limit);
  });
