import { expect, test } from 'vitest';
import type { RecentPost } from '../../src/services/publications/recent.ts';
import { checkPost } from './check.ts';

type Job = Parameters<typeof checkPost>[0];

const brand: Job['brand'] = {
  id: '0c7f2a4e-8a0e-4a51-9d6e-3f1f5f1f0001',
  key: 'north',
  name: 'North',
  language: 'nl-BE',
  voice: 'Warm.',
  link: 'https://north.example',
  hashtags: [],
  bannedWords: ['goedkoop', 'c++'],
  qualityThreshold: 60,
  approval: 'NEVER',
  channels: [{ kind: 'INSTAGRAM', account: '17' }],
};
const photo: Job['photo'] = {
  id: '0c7f2a4e-8a0e-4a51-9d6e-3f1f5f1f0002',
  source: { bucket: 'photos', key: 'a.jpg' },
  likeness: '0c7f2a4e-8a0e-4a51-9d6e-3f1f5f1f0003',
};
const caption = 'Zacht, warm en klaar voor de herfst: deze trui ligt te wachten bij het raam.';
const seen: Job['seen'] = { description: 'A sweater.', altText: 'Een trui.', quality: 60, problem: null };
const recent = (more: Partial<RecentPost>): RecentPost => ({
  caption: 'Steengoed dat tegen een stootje kan: dit bord gaat mee naar het strand.',
  photo: 'another',
  likeness: 'another',
  at: new Date('2026-11-01'),
  ...more,
});

const find = async (draft: Partial<Job['draft']>, more: Partial<Job> = {}, posts: RecentPost[] = []) => {
  const job = { brand, photo, seen, draft: { caption, hashtags: ['trui'], altText: 'Een trui.', ...draft }, ...more };
  return (await checkPost(job, posts)).map(({ code, message }) => `${code}: ${message}`);
};

test('a post that is as it should be has no findings', async () => {
  expect(await find({}, {}, [recent({})])).toEqual([]);
  expect(await find({ caption: `${caption} Zie https://www.north.example/trui.` })).toEqual([]);
});

test.for([
  ['LANGUAGE: The caption reads as English', { caption: 'Soft, warm and ready for the evenings of this autumn.' }],
  ['LENGTH: The text has', { caption: 'Deze trui is warm. '.repeat(120) }],
  ['HASHTAGS: There are 31 hashtags', { hashtags: Array.from({ length: 31 }, (_tag, n) => `t${n}`) }],
  ['BANNED_WORD: It has the word "goedkoop".', { caption: `Goedkoop! ${caption}` }],
  ['BANNED_WORD: It has the word "c++".', { caption: `${caption} Geschreven in C++.` }],
  ['BANNED_WORD: It has the word "goedkoop".', { hashtags: ['goedkoop'] }],
  ['LINK: The caption has the link south.example/trui', { caption: `${caption} Zie south.example/trui.` }],
] as const)('%s', async ([says, draft]) => {
  expect(await find({ ...draft, hashtags: [...('hashtags' in draft ? draft.hashtags : [])] })).toEqual([
    expect.stringContaining(says),
  ]);
});

test('what stands in the caption counts as well: names of people, and hashtags', async () => {
  expect(await find({ caption: `${caption} ${'@vriend '.repeat(21)}` })).toEqual([
    'LENGTH: There are 21 mentions; INSTAGRAM takes 20.',
    'MENTION: The caption names @vriend.',
  ]);
  expect(await find({ caption: `${caption} Mail aan trui@north.example, #a${' #b'.repeat(29)}` })).toEqual([
    'HASHTAGS: There are 31 hashtags; INSTAGRAM takes 30.',
  ]);
});

test('what people hear who cannot see the photo has no links of others, and no banned words', async () => {
  expect(await find({ altText: 'Goedkoop! Zie https://evil.example' })).toEqual([
    'ALT_TEXT: The alternative text has the word "goedkoop".',
    "ALT_TEXT: The alternative text has the link https://evil.example, which is not the brand's.",
  ]);
});

test('a banned word in the link of the brand is none, and a language that cannot be told is not found wrong', async () => {
  const link = 'https://north.example/goedkoop';
  expect(await find({ caption: `${caption} ${link}` }, { brand: { ...brand, link, language: 'ga' } })).toEqual([
    'BANNED_WORD: It has the word "goedkoop".',
  ]);
  expect(await find({}, { brand: { ...brand, link, language: 'ga' } })).toEqual([]);
});

test('a banned word inside another word is none', async () => {
  expect(await find({ caption: `${caption} Goedkoopste is het niet.` })).toEqual([]);
});

test('a photo of too little quality, with why', async () => {
  expect(await find({}, { seen: { ...seen, quality: 59, problem: 'It is blurred.' } })).toEqual([
    'QUALITY: The photo is rated 59 of 100: It is blurred.',
  ]);
});

test('what was said before, whatever links and hashtags it had, and a photo that looks like another one of before', async () => {
  const before = recent({ caption: `${caption}\n\nhttps://north.example\n\n#herfst #trui` });
  expect(await find({}, {}, [recent({}), before])).toEqual([
    'SIMILAR_CAPTION: It says nearly what a post of 2026-11-01 says.',
  ]);
  expect(await find({}, {}, [recent({ likeness: photo.likeness })])).toEqual([
    'SIMILAR_PHOTO: The photo looks like the one of 2026-11-01.',
  ]);
  expect(await find({}, {}, [recent({ likeness: photo.likeness, photo: photo.id })]), 'the same photo returns').toEqual(
    [],
  );
});

test('nothing is hidden by characters that look the same, or that nobody sees', async () => {
  expect(
    await find({ caption: `${caption} Zie evil\u200b.com of evil．com, vraag ＠rivaal${' ＃t'.repeat(30)}` }),
  ).toEqual([
    'HASHTAGS: There are 31 hashtags; INSTAGRAM takes 30.',
    "LINK: The caption has the link evil.com, which is not the brand's.",
    "LINK: The caption has the link evil.com, which is not the brand's.",
    'MENTION: The caption names @rivaal.',
  ]);
});
