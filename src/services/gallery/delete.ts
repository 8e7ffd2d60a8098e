import { eq } from 'drizzle-orm';
import { GeneratedImageNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { generatedImages } from '../../platform/db/tables/generated-images.ts';
import type { Storage } from '../../platform/storage.ts';
import type { GeneratedImage, ImageScope } from './image.ts';
import { readImage } from './list.ts';

interface Tools {
  database: Pick<Database, 'ask'>;
  storage: Pick<Storage, 'deleteAll'>;
}

/**
 * Deletes a picture: its files first, so that a row that is still there can be asked for again, and never a file is left that nobody knows of.
 * Throws GeneratedImageNotFoundError.
 */
export async function deleteImage(
  { database, storage }: Tools,
  id: string,
  scope: ImageScope,
): Promise<GeneratedImage> {
  const image = await readImage(database, id, scope);
  if (!image) throw new GeneratedImageNotFoundError();
  const { bucket, key } = image;
  // The picture's UUID is in it, so there is nothing else below it.
  await storage.deleteAll({ bucket, prefix: key.slice(0, key.lastIndexOf(image.id) + image.id.length) });
  await database.ask((db) => db.delete(generatedImages).where(eq(generatedImages.id, image.id)));
  return image;
}
