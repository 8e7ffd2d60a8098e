import type { photos } from '../../platform/db/tables/photos.ts';

type Row = typeof photos.$inferSelect;

/** What a photo is to its brand now; each is in one state. */
export type PhotoState = 'FREE' | 'RESERVED' | 'RESTING' | 'EXCLUDED' | 'MISSING' | 'UNSUITABLE';

export type PhotoProblem = Row['problems'][number];

/** A photo of a brand. */
export interface Photo extends Omit<Row, 'reservedFor' | 'checkedAt' | 'importedBy'> {
  state: PhotoState;
}

/** A photo as the run that has reserved it needs it. */
export interface ReservedPhoto {
  id: string;
  source: { bucket: string; key: string; etag: string };
  /** The same for photos that look alike. */
  likeness: string;
}
