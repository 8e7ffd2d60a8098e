import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { imageGenerationInput } from './input.ts';

const source = (how: string) => ({ image: randomUUID(), how });
const mask = { bucket: 'pictures', key: 'mask.png' };
const lamp = { prompt: 'A lamp' };

const refused: [what: string, input: object, field: string][] = [
  ['no words', {}, 'prompt'],
  ['blanks for words', { prompt: ' \n' }, 'prompt'],
  ['too many words', { prompt: 'a'.repeat(4001) }, 'prompt'],
  ['half a letter', { prompt: 'A lamp \ud83d' }, 'prompt'],
  ['a style that nobody knows', { ...lamp, style: 'BAROQUE' }, 'style'],
  ['a style twice', { ...lamp, style: 'ANIME', ownStyle: 'cut paper' }, 'ownStyle'],
  ['what no database takes', { ...lamp, ownStyle: 'cut\0paper' }, 'ownStyle'],
  ['a size between pixels', { ...lamp, size: '1000x1001' }, 'size'],
  ['a size that is too long', { ...lamp, size: '3840x16' }, 'size'],
  ['a size in words', { ...lamp, size: 'auto' }, 'size'],
  ['too many', { ...lamp, count: 11 }, 'count'],
  ['none', { ...lamp, count: 0 }, 'count'],
  ['half of one', { ...lamp, count: 1.5 }, 'count'],
  ['a quality that nobody knows', { ...lamp, quality: 'BEST' }, 'quality'],
  ['a seed below nothing', { ...lamp, seed: -1 }, 'seed'],
  ['a seed that is too large', { ...lamp, seed: 2 ** 31 }, 'seed'],
  ['a seed for who takes none', { ...lamp, seed: 1, backends: [{ backend: 'OPENAI' }] }, 'seed'],
  ['a format that nobody knows', { ...lamp, format: 'GIF' }, 'format'],
  ['nobody in particular', { ...lamp, onBehalfOf: '' }, 'onBehalfOf'],
  ['a key that leads up', { ...lamp, destination: { bucket: 'pictures', prefix: '../' } }, 'destination.prefix'],
  ['a key that begins nowhere', { ...lamp, destination: { bucket: 'pictures', prefix: '/' } }, 'destination.prefix'],
  ['too many to ask', { ...lamp, backends: Array.from({ length: 6 }, () => ({ backend: 'OPENAI' })) }, 'backends'],
  [
    'a picture for who takes none',
    { from: source('EDIT'), ...lamp, backends: [{ backend: 'HUGGING_FACE' }] },
    'backends',
  ],
  ['a picture that is no id', { ...lamp, from: { image: '../1', how: 'EDIT' } }, 'from.image'],
  ['an edit without words', { from: source('EDIT') }, 'prompt'],
  ['a mask for all of it', { from: { ...source('VARIATION'), mask } }, 'from.mask'],
  ['words for what is only larger', { ...lamp, from: source('UPSCALE') }, 'prompt'],
  ['several of what is only larger', { count: 2, from: source('UPSCALE') }, 'count'],
  [
    'somebody to ask for what is only larger',
    { backends: [{ backend: 'OPENAI' }], from: source('UPSCALE') },
    'backends',
  ],
  ['as large as it was', { from: { ...source('UPSCALE'), factor: 1 } }, 'from.factor'],
  ['too large', { from: { ...source('UPSCALE'), factor: 5 } }, 'from.factor'],
  ...['../admin', 'a/b/c', 'https://evil.example', 'owner/..', 'owner/', ''].map((model): [string, object, string] => [
    `the model "${model}", which leads elsewhere`,
    { ...lamp, backends: [{ backend: 'HUGGING_FACE', model }] },
    'backends.0.model',
  ]),
];

test.each(refused)('%s: refused, and the field is named', (_what, input, field) => {
  const { error } = imageGenerationInput.safeParse(input);
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
});

test.each([
  [lamp],
  [{ prompt: '🚤'.repeat(2000), ownStyle: 'aquarelle, mouillé' }],
  [{ ...lamp, seed: 0, backends: [{ backend: 'OPENAI' }, { backend: 'HUGGING_FACE', model: 'owner/model-1.5' }] }],
  [{ from: source('VARIATION') }],
  [{ from: { ...source('EDIT'), mask }, ...lamp }],
  [{ from: { ...source('UPSCALE'), factor: 4 }, format: 'AVIF', onBehalfOf: 'user-17' }],
])('%j is taken', (input) => {
  expect(imageGenerationInput.safeParse(input).error).toBeUndefined();
});
