import ExifReader from 'exifreader';
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { OutputFormat } from '../../src/platform/images/output-formats.ts';
import { encode } from './encode.ts';
import { xmpOf, type Provenance } from './xmp.ts';

const given: Provenance = {
  prompt: 'A <red> boat & "sail"',
  model: 'gpt-image-2',
  backend: 'OPENAI',
  parameters: { size: '1024x1024', seed: 41, style: 'WATERCOLOR' },
  id: randomUUID(),
  parent: null,
  run: randomUUID(),
};
const picture = () => sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } });
const read = async (more: Partial<Provenance> = {}, format: OutputFormat = 'JPEG') => {
  const file = await encode(picture(), format, xmpOf({ ...given, ...more }));
  expect(await sharp(file).stats(), 'every pixel can be read').toMatchObject({ isOpaque: true });
  return Object.fromEntries(Object.entries(ExifReader.load(file)).map(([name, tag]) => [name, tag.value as unknown]));
};

test.each(['PNG', 'JPEG', 'WEBP', 'AVIF'] as const)('a %s says where it comes from', async (format) => {
  expect(await read({}, format)).toMatchObject({
    DigitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
    AISystemUsed: 'gpt-image-2',
    AIPromptInformation: given.prompt,
    backend: 'OPENAI',
    model: 'gpt-image-2',
    parameters: 'size=1024x1024 seed=41 style=WATERCOLOR',
    image: given.id,
    run: given.run,
  });
});

test('one that comes from another names it, and one that nobody was asked for names nobody', async () => {
  const parent = randomUUID();
  const tags = await read({ parent, model: null, backend: null });
  expect(tags['DigitalSourceType']).toMatch(/compositeWithTrainedAlgorithmicMedia$/);
  expect(tags['parent']).toBe(parent);
  for (const name of ['AISystemUsed', 'model', 'backend']) expect(tags).not.toHaveProperty(name);
});

test.each([
  ['the longest words, each letter of which is written as six', '"'.repeat(4000)],
  ['the longest of four bytes each', '🚤'.repeat(2000)],
  ['what XML has no way to say', `a\u0001b\u001b\ufffe]]><!--&#0;`, 'ab]]><!--&#0;'],
])('%s are in the file as they are', async (_what, prompt, expected?: string) => {
  for (const format of ['JPEG', 'PNG'] as const) {
    const { AIPromptInformation: said } = await read({ prompt }, format);
    expect(said).toBe(expected ?? prompt);
  }
});
