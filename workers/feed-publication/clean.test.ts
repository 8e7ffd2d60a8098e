import { expect, test } from 'vitest';
import { asSeen, clean } from './clean.ts';

test('what a database or a channel does not take is left out', () => {
  expect(clean('Zacht\0 en\u0007 warm.\nNu\ud800!')).toBe('Zacht en warm.\nNu\ufffd!');
  expect(clean('👩‍👧 می‌خواهم')).toBe('👩‍👧 می‌خواهم');
});

test('a text is as it looks', () => {
  expect(asSeen('evil\u200b．com ＠x ＃y 。')).toBe('evil.com @x #y .');
});
