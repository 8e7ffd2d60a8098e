import { expect, test } from 'vitest';
import { leadsTo, linksIn } from './links.ts';

test('links are found with a scheme and without', () => {
  expect(linksIn('Zie https://north.example/trui, www.north.example of north.example/nieuw!')).toEqual([
    'https://north.example/trui',
    'www.north.example',
    'north.example/nieuw',
  ]);
  expect(linksIn('кремль.рф, 93.184.216.34/win en tg://x?y=1; Mail trui@north.example')).toEqual([
    'кремль.рф',
    '93.184.216.34/win',
    'tg://x?y=1',
  ]);
  expect(linksIn('Voor 12.50 euro, bij ons. En warm...')).toEqual([]);
});

test.for([
  ['https://north.example', true],
  ['http://www.north.example/trui?kleur=grijs', true],
  ['north.example', true],
  ['https://north.example.evil.example', false],
  ['https://evil.example/https://north.example', false],
  ['https://north.example@evil.example', false],
  ['https://:', false],
  ['https://north.example\\@evil.example/', false],
  ['tg://north.example', false],
] as const)('%s leads to the brand: %s', ([link, does]) => {
  expect(leadsTo(link, 'https://north.example')).toBe(does);
});

test('of a link with a path only pages below it are the brand’s', () => {
  expect(leadsTo('https://shop.example/north/trui', 'https://shop.example/north/')).toBe(true);
  expect(leadsTo('https://shop.example/northern', 'https://shop.example/north')).toBe(false);
});
