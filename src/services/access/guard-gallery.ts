import type { ImageFilter } from '../gallery/image.ts';
import type { Services } from '../services.ts';
import { assertMay, workflowTypesOf } from './access.ts';
import type { Caller } from './caller.ts';

/** Generated pictures as callers may look at them. */
export interface CallerGallery {
  gallery: {
    list(query: { filter: ImageFilter; first: number; after: string | null }): ReturnType<Services['gallery']['list']>;
    get(id: string): ReturnType<Services['gallery']['get']>;
    delete(id: string): ReturnType<Services['gallery']['delete']>;
  };
}

/** Who is only for some workflows or runs sees what those have made. */
export function guardGallery({ gallery }: Pick<Services, 'gallery'>, { access }: Caller): CallerGallery {
  const scope = { workflows: workflowTypesOf(access), runs: access.runs };
  return {
    gallery: {
      async list(query) {
        assertMay(access, 'INSPECT');
        return gallery.list({ ...query, scope });
      },
      async get(id) {
        assertMay(access, 'INSPECT');
        return gallery.get(id, scope);
      },
      async delete(id) {
        assertMay(access, 'DECIDE');
        return gallery.delete(id, scope);
      },
    },
  };
}
