import * as z from 'zod';
import { expect, test } from 'vitest';
import { s3Object, storedObject } from '../../../workers/kit/objects.ts';
import { shownObjects } from './shown-objects.ts';

const place = (key: string) => ({ bucket: 'photos', key });

test('objects are known by their type, wherever they are, and what only looks like one is none', () => {
  const show = z.object({
    photo: s3Object.describe('The photo.'),
    gone: s3Object.nullable(),
    left: s3Object.optional(),
    posts: z.array(z.object({ image: storedObject })),
    looksLike: z.object({ bucket: z.string(), key: z.string() }),
    caption: z.string(),
  });
  const stored = { bytes: 1, contentType: 'image/jpeg', etag: 'e', sha256: '' };
  const shown = {
    photo: place('a.jpg'),
    gone: null,
    posts: [{ image: { ...place('b.jpg'), ...stored } }],
    looksLike: place('c.jpg'),
    caption: 'd',
  };
  expect(shownObjects(show, shown)).toEqual([
    { path: 'photo', ...place('a.jpg') },
    { path: 'posts.0.image', ...place('b.jpg'), etag: 'e' },
  ]);
});

test('of a question of another version what still fits is shown, and no more than twenty', () => {
  expect(shownObjects(z.object({ photo: s3Object }), { photo: 'a.jpg' })).toEqual([]);
  const many = { photos: Array.from({ length: 30 }, (_, n) => place(`${n}.jpg`)) };
  expect(shownObjects(z.object({ photos: z.array(s3Object) }), many)).toHaveLength(20);
});
