import fc from 'fast-check';
import { expect, test } from 'vitest';
import { passages } from './chunks.ts';
import { quoteFinder } from './quotes.ts';

const cut = (text: string, size?: number) => passages(text, null, size).map(({ start, end }) => text.slice(start, end));

test('passages joined are the text, and none is too long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), fc.integer({ min: 20, max: 200 }), (text, size) => {
      const parts = cut(text, size);
      expect(parts.join('')).toBe(text);
      expect(Math.max(0, ...parts.map((part) => part.length))).toBeLessThanOrEqual(size);
    }),
    { numRuns: 50 },
  );
});

test('a text is cut between paragraphs, else sentences, else words, and never inside a character', () => {
  expect(cut('One is here.\n\nTwo is there. Three.', 20)).toEqual(['One is here.\n\n', 'Two is there. Three.']);
  expect(cut('One is here. Two is there', 20)).toEqual(['One is here. ', 'Two is there']);
  expect(cut('渡轮在中午离开港口。渡轮晚上返回', 12)).toEqual(['渡轮在中午离开港口。', '渡轮晚上返回']);
  expect(cut('one two three four', 12)).toEqual(['one two ', 'three four']);
  const family = '👩‍👩‍👧‍👦';
  expect(cut(family.repeat(4), family.length * 2 + 3)).toEqual([family.repeat(2), family.repeat(2)]);
});

test('a passage of a PDF says on which page it begins', () => {
  const text = 'a'.repeat(30) + ' ' + 'b'.repeat(30);
  expect(passages(text, [0, 31], 31).map(({ page }) => page)).toEqual([1, 2]);
});

test('a quote is found whatever its white space, and told as it is in the text', () => {
  const find = quoteFinder('The bridge\n  at Arnhem\tis 400 m long.');
  expect(find(' bridge at  Arnhem ')).toEqual({ start: 4, end: 22, quote: 'bridge\n  at Arnhem' });
  expect(find('The bridge at Nijmegen')).toBeNull();
  expect(find('the bridge')).toBeNull();
  expect(find(' is ')).toBeNull();
  expect(find('')).toBeNull();
});

test('whatever is cut from a text is found in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 20 }), fc.nat(), fc.nat(), (raw, from, length) => {
      const text = raw.normalize('NFC');
      const start = from % text.length;
      const quote = text.slice(start, start + 1 + length);
      const found = quoteFinder(text)(quote);
      if ((quote.normalize('NFC').match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 4 && !/\p{Cs}/u.test(quote))
        expect(found?.quote.replace(/\s+/gu, ' ')).toBe(quote.replace(/\s+/gu, ' ').trim());
    }),
  );
});
