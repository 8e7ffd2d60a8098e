import type { Settings } from '../../src/platform/env.ts';
import type { Storage } from '../../src/platform/storage.ts';
import type { Gallery } from '../../src/services/gallery/gallery.ts';
import type { ActivityContext } from '../kit/activity.ts';
import type { imageGeneration } from './contract.ts';

/** What pictures are looked at and stored with. */
export interface PictureTools {
  storage: Storage;
  gallery: Gallery;
  limits: Settings['images'];
}

/** What those who do so need of their activity. */
export type PictureContext = Pick<ActivityContext<typeof imageGeneration>, 'signal' | 'report' | 'run'>;
