import { randomUUID } from 'node:crypto';
import type { Database } from '../src/platform/db/database.ts';
import { brands } from '../src/platform/db/tables/brands.ts';
import { photos } from '../src/platform/db/tables/photos.ts';
import type { NewBrand } from '../src/services/brands/definition.ts';
import { createLedger, type NewPublication, type PublicationState } from '../src/services/publications/ledger.ts';

/** What `createBrand` takes, of a key of its own. */
export const newBrand = (more: Partial<NewBrand> = {}): NewBrand => ({
  key: `brand-${randomUUID().slice(0, 8)}`,
  name: 'North',
  language: 'nl',
  voice: 'Warm.',
  link: 'https://north.example',
  photoPrefixes: [{ bucket: 'photos', prefix: 'north/' }],
  timeZone: 'Europe/Amsterdam',
  ...more,
});

/** Makes a brand as it is stored, and returns its id. */
export async function brandRow({ ask }: Pick<Database, 'ask'>, minPhotoDays = 15): Promise<string> {
  const { key, name, language, voice, link, timeZone } = newBrand();
  const row = { key, name, language, voice, link, timeZone, photoPrefixes: [], qualityThreshold: 60 };
  const [made] = await ask((db) =>
    db
      .insert(brands)
      .values({ ...row, approval: 'NEVER', minPhotoDays })
      .returning({ id: brands.id }),
  );
  return made!.id;
}

type PhotoRow = typeof photos.$inferInsert;

/** Makes a photo of a brand that looks like no other, and returns its id. */
export async function photoRow(
  { ask }: Pick<Database, 'ask'>,
  brand: string,
  more: Partial<PhotoRow> = {},
): Promise<string> {
  const what = { format: 'JPEG', width: 800, height: 800, fingerprint: '0'.repeat(16), thumbhash: '', problems: [] };
  const [made] = await ask((db) =>
    db
      .insert(photos)
      .values({ brand, bucket: 'photos', key: `${randomUUID()}.jpg`, etag: '1', bytes: 1, ...what, ...more })
      .returning({ id: photos.id }),
  );
  return made!.id;
}

/** Plans a post as a run would, brings it to a state by the ways there are, and returns its id. */
export async function publicationRow(
  database: Pick<Database, 'ask'>,
  place: Pick<NewPublication, 'brand' | 'photo'> & Partial<NewPublication>,
  state: PublicationState = 'PLANNED',
): Promise<string> {
  const ledger = createLedger(database);
  const { id } = await ledger.plan({
    run: randomUUID(),
    workflowId: 'feed-north',
    workflow: 'feedPublication',
    channel: 'INSTAGRAM',
    account: '17',
    caption: 'Nieuw binnen',
    altText: 'Een trui',
    image: { key: 'publications/a.jpg', bytes: 1, sha256: '' },
    ...place,
  });
  if (state === 'PLANNED') return id;
  const claim = (await ledger.arm(id))!;
  if (state === 'ARMED') return id;
  await ledger.send(claim);
  if (state === 'LIVE') await ledger.live(claim, { postId: randomUUID(), permalink: null });
  if (state === 'UNCONFIRMED') await ledger.unconfirmed(claim, { failure: 'UNKNOWN', message: 'The answer was lost.' });
  if (state === 'FAILED') await ledger.failed(claim, { failure: 'REFUSED', message: 'No.' });
  return id;
}
