import { expect, test } from 'vitest';
import { nearestPictureSize, parsePictureSize, pictureSize } from './models.ts';

const problem = (size: string) => pictureSize.safeParse(size).error?.issues[0]?.message;
const nearest = (width: number, height: number) =>
  nearestPictureSize({ width, height }, { least: 1024 * 1024, most: 2560 * 1440 });

test.for([
  ['1000x1000', 'multiples of 16'],
  ['3856x1600', '3840 x 2160'],
  ['3840x2176', '3840 x 2160'],
  ['1552x512', '3 times'],
  ['0x16', 'as 1536x1024'],
  ['1536 x 1024', 'as 1536x1024'],
  ['large', 'as 1536x1024'],
] as const)('a picture of %s is refused: %s', ([size, says]) => {
  expect(problem(size)).toContain(says);
});

test.for(['1536x1024', '3840x2160', '1536x512', '16x16'])('a picture may have %s', (size) => {
  expect(problem(size)).toBeUndefined();
});

test.for([
  [1536, 1024, '1536x1024'],
  [1080, 1350, '1088x1344'],
  [6000, 4000, '2352x1568'],
  [300, 200, '1248x832'],
  [10_000, 100, '1776x592'],
  [1, 1, '1024x1024'],
] as const)('a source of %i x %i is asked for as %s', ([width, height, size]) => {
  expect(nearest(width, height)).toBe(size);
});

test('whatever the source, the size is one that is taken, and has its proportions as far as they are allowed', () => {
  for (let width = 1; width < 30_000; width = Math.ceil(width * 1.7)) {
    for (let height = 1; height < 30_000; height = Math.ceil(height * 1.3)) {
      const size = nearest(width, height);
      expect(problem(size), `${width} x ${height}: ${size}`).toBeUndefined();
      const made = parsePictureSize(size);
      const wanted = Math.min(Math.max(width / height, 1 / 3), 3);
      expect(Math.abs(made.width / made.height / wanted - 1), `${width} x ${height}: ${size}`).toBeLessThan(0.02);
    }
  }
});
