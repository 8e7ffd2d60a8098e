import { and, desc, eq, getTableColumns, inArray, lt, sql, type SQL } from 'drizzle-orm';
import { InvalidInputError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { generatedImages } from '../../platform/db/tables/generated-images.ts';
import { numberCursor } from '../cursor.ts';
import { cutPage, type Page } from '../page.ts';
import { decodeRunId } from '../runs/run-id.ts';
import { isNamed } from '../uuid.ts';
import type { GeneratedImage, ImageFilter, ImageScope } from './image.ts';

const { words: _words, fingerprint: _fingerprint, position: _position, ...columns } = getTableColumns(generatedImages);

const cursor = numberCursor('image');
const mostSearched = 1000;

/** Pictures, newest first. Throws InvalidInputError for a cursor of another list. */
export async function listImages(
  { ask }: Pick<Database, 'ask'>,
  { filter, scope, first, after }: { filter: ImageFilter; scope: ImageScope; first: number; after: string | null },
): Promise<Page<GeneratedImage>> {
  if ((filter.search?.length ?? 0) > mostSearched) {
    const message = `Must have at most ${mostSearched} characters.`;
    throw new InvalidInputError([{ path: ['filter', 'search'], message }]);
  }
  const behind = after === null ? undefined : lt(generatedImages.number, cursor.read(after));
  const rows = await select({ ask }, and(matching(filter), within(scope), behind), first + 1);
  return cutPage(rows, first, ({ number }) => cursor.write(number));
}

/** Null where there is none, or none in that scope. */
export async function readImage(database: Pick<Database, 'ask'>, id: string, scope: ImageScope = everywhere) {
  const [image] = await select(database, and(isNamed(generatedImages.id, id), within(scope)), 1);
  return image ?? null;
}

const everywhere: ImageScope = { workflows: null, runs: null };

const select = ({ ask }: Pick<Database, 'ask'>, which: SQL | undefined, most: number): Promise<GeneratedImage[]> =>
  ask((db) => db.select(columns).from(generatedImages).where(which).orderBy(desc(generatedImages.number)).limit(most));

function matching({ search, onBehalfOf, style, origin, model, run, parent }: ImageFilter): SQL | undefined {
  return and(
    search === null ? undefined : sql`${generatedImages.words} @@ websearch_to_tsquery('simple', ${search})`,
    onBehalfOf === null ? undefined : eq(generatedImages.onBehalfOf, onBehalfOf),
    style === null ? undefined : eq(generatedImages.style, style),
    origin === null ? undefined : eq(generatedImages.origin, origin),
    model === null ? undefined : eq(generatedImages.model, model),
    run === null ? undefined : eq(generatedImages.run, decodeRunId(run)?.first ?? ''),
    parent === null ? undefined : isNamed(generatedImages.parent, parent),
  );
}

const within = ({ workflows, runs }: ImageScope): SQL | undefined =>
  and(
    workflows ? inArray(generatedImages.workflow, [...workflows]) : undefined,
    runs
      ? inArray(
          generatedImages.run,
          runs.flatMap((id) => decodeRunId(id)?.first ?? []),
        )
      : undefined,
  );
