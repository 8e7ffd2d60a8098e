import { expect, test } from 'vitest';
import { destinationOf } from './destination.ts';

test.each([
  ['photos/alps.tiff', 'JPEG', 'enhanced/photos/alps.jpg'],
  ['alps', 'AVIF', 'enhanced/alps.avif'],
  ['v1.2/alps', 'PNG', 'enhanced/v1.2/alps.png'],
  ['a.b.c', 'WEBP', 'enhanced/a.b.webp'],
  ['dir/.hidden', 'JPEG', 'enhanced/dir/.hidden.jpg'],
] as const)('%s as %s goes to %s', (key, format, expected) => {
  expect(destinationOf({ source: { bucket: 'photos', key }, output: { format } })).toEqual({
    bucket: 'photos',
    key: expected,
  });
});
