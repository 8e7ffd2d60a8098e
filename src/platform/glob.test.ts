import { expect, test } from 'vitest';
import { GlobError, globMatcher } from './glob.ts';

test.each([
  ['*.jpg', ['a.jpg', '.jpg', '日本.jpg'], ['a.JPG', 'a.jpeg', 'x/a.jpg', '']],
  ['**/*.jpg', ['a.jpg', 'x/a.jpg', 'x/y/a.jpg'], ['x/a.png', 'a.jpg/x']],
  ['x/**', ['x/a', 'x/y/a', 'x'], ['y/a', 'xx/a']],
  ['x/**/z/*', ['x/z/a', 'x/y/z/a', 'x/z/z/z'], ['x/z', 'x/y/a']],
  ['**', ['a', 'a/b', ''], []],
  ['?.b', ['a.b', '漢.b', '😀.b'], ['.b', 'ab.b']],
  ['[abx-z].c', ['a.c', 'y.c'], ['c.c', 'w.c', '-.c']],
  ['[!a].c', ['b.c'], ['a.c', '.c']],
  ['{a,b*}/{c,d}', ['a/c', 'b1/d'], ['c/a', 'a/cd']],
  ['{,x}a', ['a', 'xa'], ['ya']],
  ['a+(b)|c^$.txt', ['a+(b)|c^$.txt'], ['aab.txt']],
  ['\\*.jpg', ['*.jpg'], ['a.jpg']],
  ['[x] (1).jpg', ['x (1).jpg'], ['[x] (1).jpg']],
  ['\\[x] (1).jpg', ['[x] (1).jpg'], ['x (1).jpg']],
  ['a**b', ['ab', 'axb'], ['a/b']],
])('%s', (glob, match, differ) => {
  const matches = globMatcher(glob);
  expect(match.filter((key) => !matches(key))).toEqual([]);
  expect(differ.filter(matches)).toEqual([]);
});

test.each([
  ['(a+)+b', 'a'.repeat(1000)],
  ['*a'.repeat(60) + 'b', 'a'.repeat(1000)],
  ['**/a/'.repeat(30) + 'b', 'a/'.repeat(400) + 'c'],
  ['*a*/'.repeat(40) + 'b', 'aaaaaaaaaaaa/'.repeat(60)],
  ['**/*a*a*/'.repeat(20) + 'b', 'aaaaaaaaaaaaaaaa/'.repeat(60)],
])('%s is not slow on a key that was made for it', (glob, key) => {
  const matches = globMatcher(glob);
  const began = performance.now();
  for (let n = 0; n < 20; n++) expect(matches(key)).toBe(false);
  expect(performance.now() - began).toBeLessThan(3000); // a deadline: some 100 ms, and for ever with a backtracking one
});

test.each(['{a,b}'.repeat(7), `{${'a,'.repeat(70)}}`, '[a-龍]', 'a[', '{a,b', 'x/[]'])('%s is refused', (glob) => {
  expect(() => globMatcher(glob)).toThrow(GlobError);
});
