import { ForbiddenError } from '../../errors.ts';
import type { Photo } from '../photos/photo.ts';
import type { Services } from '../services.ts';
import { assertMay, type Access, type Permission } from './access.ts';
import type { Caller } from './caller.ts';

type Part<S extends keyof Services, Names extends keyof Services[S]> = Record<S, Pick<Services[S], Names>>;

/** What callers may do with brands. Tokens of their channels are nowhere in it. */
export type CallerBrands = Part<'brands', 'get' | 'known' | 'some' | 'list' | 'create' | 'update' | 'delete'> &
  Part<'channels', 'connect' | 'disconnect'> &
  Pick<Services, 'channelsHealth'> & {
    photos: Pick<Services['photos'], 'list' | 'some' | 'left' | 'include'> & { exclude(id: string): Promise<Photo> };
  };

/** They are of no run and no workflow: who is only for some has none of them. Throws ForbiddenError. */
export function assertMayWithBrands(access: Access, permission: Permission) {
  assertMay(access, permission);
  if (access.workflows === null && access.runs === null) return;
  throw new ForbiddenError('This key or token is only for some workflows or runs, and brands belong to none of them.');
}

/** Brands and their photos as a caller may use them. */
export function guardBrands(
  { brands, channels, channelsHealth, photos }: Pick<Services, 'brands' | 'channels' | 'channelsHealth' | 'photos'>,
  { access, actor }: Caller,
): CallerBrands {
  const need = (permission: Permission) => assertMayWithBrands(access, permission);
  return {
    brands: {
      async get(key) {
        need('INSPECT');
        return brands.get(key);
      },
      async known(key) {
        need('INSPECT');
        return brands.known(key);
      },
      async some(ids) {
        need('INSPECT');
        return brands.some(ids);
      },
      async list(first, after) {
        need('INSPECT');
        return brands.list(first, after);
      },
      async create(asked) {
        need('ADMINISTER');
        return brands.create(asked);
      },
      async update(key, revision, changes) {
        need('ADMINISTER');
        return brands.update(key, revision, changes);
      },
      async delete(key) {
        need('ADMINISTER');
        return brands.delete(key);
      },
    },
    channels: {
      async connect(key, asked) {
        need('ADMINISTER');
        return channels.connect(key, asked);
      },
      async disconnect(key, kind) {
        need('ADMINISTER');
        return channels.disconnect(key, kind);
      },
    },
    async channelsHealth(brand) {
      need('INSPECT');
      return channelsHealth(brand);
    },
    photos: {
      async list(brand, state, first, after) {
        need('INSPECT');
        return photos.list(brand, state, first, after);
      },
      async some(ids) {
        need('INSPECT');
        return photos.some(ids);
      },
      async left(brand) {
        need('INSPECT');
        return photos.left(brand);
      },
      async exclude(id) {
        need('DECIDE');
        return photos.exclude(id, actor);
      },
      async include(id) {
        need('DECIDE');
        return photos.include(id);
      },
    },
  };
}
