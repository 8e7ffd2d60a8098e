import { randomUUID } from 'node:crypto';
import type { Database } from '../src/platform/db/database.ts';
import { createGallery } from '../src/services/gallery/gallery.ts';
import type { NewImage } from '../src/services/gallery/image.ts';

/** Writes a picture into the gallery as a run would, without the picture. */
export async function imageRow(database: Pick<Database, 'ask'>, given: Partial<NewImage> = {}): Promise<NewImage> {
  const id = randomUUID();
  const row: NewImage = {
    id,
    run: randomUUID(),
    workflowId: 'picture',
    workflow: 'picture',
    position: 0,
    origin: 'WORDS',
    prompt: 'A boat on a lake',
    style: 'ANIME',
    backend: 'HUGGING_FACE',
    model: 'owner/model',
    size: '1024x1024',
    quality: 'LOW',
    seed: 2 ** 31 - 1,
    cost: 1200,
    bucket: 'pictures',
    key: `generated/${id}.png`,
    etag: 'e',
    bytes: 2 ** 40,
    contentType: 'image/png',
    sha256: 'f'.repeat(64),
    width: 1024,
    height: 1024,
    thumbnailKey: `generated/${id}.thumbnail.webp`,
    fingerprint: 'f'.repeat(16),
    thumbhash: 'AA==',
    ...given,
  };
  await createGallery(database).add([row]);
  return row;
}
