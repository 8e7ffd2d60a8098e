import { describe, expect, test } from 'vitest';
import { createRandom } from '../../test/random.ts';
import { objectLocation, objectPrefix } from './objects.ts';

const issuesOf = (key: string) =>
  objectLocation
    .safeParse({ bucket: 'photos', key })
    .error?.issues.map(({ path, message }) => [path.join('.'), message]);

describe('a prefix', () => {
  test.each(['', 'in/', 'in/al', 'in/.', 'é'])('may be %j', (prefix) => {
    expect(objectPrefix.parse(prefix)).toBe(prefix);
  });

  test.each([
    ['/in', 'Must not begin with /, nor have two of them in a row.'],
    ['in//', 'Must not begin with /, nor have two of them in a row.'],
    ['a/../', 'Must not have a part that is . or ..'],
    ['a\\b', 'Must not have a backslash.'],
  ])('may not be %j, and the message is true of it', (prefix, message) => {
    expect(objectPrefix.safeParse(prefix).error?.issues).toMatchObject([{ message }]);
  });
});

describe('a key', () => {
  test.for([
    ['1,024 bytes', 'k'.repeat(1024)],
    ['1,024 bytes in 512 characters', 'é'.repeat(512)],
    ['1,024 bytes in 256 emojis', '😀'.repeat(256)],
    ['dots that are no part of their own', '.hidden/..a/b.../...'],
    ['spaces, and letters of all kinds', ' a é 漢 👩‍🚀 '],
  ] as const)('may have %s', ([, key]) => {
    expect(issuesOf(key)).toBeUndefined();
  });

  test.for([
    ['', 'Too small'],
    ['k'.repeat(1025), 'bytes'],
    [`${'é'.repeat(512)}k`, 'bytes'],
    ['😀'.repeat(257), 'bytes'],
    ['half an emoji: \ud83d', 'UTF-8 can express'],
    ['.', 'a part'],
    ['..', 'a part'],
    ['../a', 'a part'],
    ['a/./b', 'a part'],
    ['a/..', 'a part'],
    ['a\0b', 'control characters'],
    ['a\r\nb', 'control characters'],
    ['a\u007fb', 'control characters'],
    ['a\u0085b', 'control characters'],
    ['a\\b', 'backslash'],
    ['a/', 'Must not end with /.'],
    ['/', 'begin with /'],
    ['/a', 'begin with /'],
    ['a//b', 'in a row'],
    ['cafe\u0301', 'NFC'],
    ['\u212b', 'NFC'],
  ] as const)('may not be %j', ([key, message]) => {
    expect(issuesOf(key)).toEqual([['key', expect.stringContaining(message)]]);
  });
});

test('whatever key is taken names the same object in a URL, and fits into storage', () => {
  const { integer, pick } = createRandom(7);
  const parts = ['.', '..', '/', '/', 'a', 'é', '漢', '😀', '\ud800', ' ', '%2e', 'k'.repeat(500)];
  let taken = 0;
  for (let n = 0; n < 5000; n++) {
    const key = Array.from({ length: integer(0, 8) }, () => pick(parts)).join('');
    if (issuesOf(key)) continue;
    taken++;
    expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
    expect(Buffer.from(key).toString()).toBe(key);
    const { pathname } = new URL(`http://s3/bucket/${key.split('/').map(encodeURIComponent).join('/')}`);
    expect(decodeURIComponent(pathname)).toBe(`/bucket/${key}`);
    expect(pathname).not.toMatch(/\/$/);
  }
  expect(taken).toBeGreaterThan(500);
});
