import { long } from '../../../test/long.ts';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { aiSettings, useFakeAi } from '../../../test/fake-ai.ts';
import { createLog } from '../log.ts';
import type { EditRequest } from './image-request.ts';
import { createImages, type Images } from './images.ts';
import { createLlm, type Llm } from './llm.ts';
import type { LlmRequest } from './messages-request.ts';
import { createModels } from './models.ts';
import type { Usage } from './usage.ts';

const fakes = useFakeAi();
const models = createModels({}, createLog('silent'));
let llm: Llm;
let images: Images;
const pictures: { bytes: Uint8Array; mediaType: string }[] = [];
beforeAll(async () => {
  llm = createLlm(aiSettings(fakes.env), models);
  images = createImages(aiSettings(fakes.env), models);
  for (const [width, height] of [
    [8, 8],
    [2000, 600],
    [3000, 3000],
  ] as const) {
    const bytes = await sharp({ create: { width, height, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer();
    pictures.push({ bytes, mediaType: 'image/jpeg' });
  }
});
const runs = long ? 1000 : 25;
const prompt = (usage: Usage) => usage.input + usage.cacheRead + usage.cacheWrite + usage.imageInput;

function holds(model: string, bound: Usage, usage: Usage) {
  expect(prompt(bound)).toBeGreaterThanOrEqual(prompt(usage));
  expect(bound.output).toBeGreaterThanOrEqual(usage.output);
  expect(bound.imageOutput).toBeGreaterThanOrEqual(usage.imageOutput);
  expect(bound.images).toBeGreaterThanOrEqual(usage.images);
  expect(models.costOf(model, bound)).toBeGreaterThanOrEqual(models.costOf(model, usage)!);
}

const text = fc.oneof(
  fc.lorem({ maxCount: 200, mode: 'sentences' }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }).filter((value) => value.trim() !== ''),
  fc.constantFrom('😀'.repeat(50), '漢字かな交じり文'.repeat(40), '{"a":[1,2,3]}'.repeat(30), 'x'.repeat(5000)),
);
const schemas = [
  undefined,
  z.object({ caption: z.string().min(3).max(90).describe('What is in the picture.') }),
  z.object({ items: z.array(z.object({ name: z.string(), kind: z.enum(['a', 'b']), at: z.iso.date() })).min(2) }),
];

test('no call of a language model takes more than was said before', async () => {
  const request = fc.record({
    model: fc.constantFrom('claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-opus-5-5'),
    system: fc.option(
      fc.oneof(
        text,
        text.map((part) => part.repeat(Math.ceil(9000 / part.length))),
      ),
      { nil: undefined },
    ),
    content: fc.array(text, { minLength: 1, maxLength: 4 }),
    shown: fc.subarray([0, 1, 2]),
    schema: fc.constantFrom(...schemas),
    maxTokens: fc.integer({ min: 1, max: 20_000 }),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ content, shown, ...rest }) => {
      const asked: LlmRequest<unknown> = {
        ...rest,
        messages: content.map((part, index) => ({
          role: (content.length - index) % 2 ? 'user' : 'assistant',
          content: part,
        })),
        images: shown.map((index) => pictures[index]!),
      };
      const failed = await llm.generate(asked).then(
        () => null,
        (error: unknown) => (error as { code?: string }).code ?? error,
      );
      expect([null, 'ANSWER_TRUNCATED', 'ANSWER_INVALID']).toContain(failed);
      holds(rest.model, llm.bound(asked), fakes.anthropic.requests.at(-1)!.usage!);
    }),
    { numRuns: runs },
  );
});

test('a text is not thought to be longer than what a model can hold', () => {
  const messages = [{ role: 'user' as const, content: 'x'.repeat(3_000_000) }];
  for (const system of ['Be brief.', 'x'.repeat(9000), 'x'.repeat(3_000_000)]) {
    expect(prompt(llm.bound({ messages, system }))).toBe(1_000_000);
  }
  expect(prompt(llm.bound({ model: 'claude-nobodys', messages }))).toBeGreaterThan(3_000_000);
});

test('no image takes more than was said before', async () => {
  const side = fc.integer({ min: 16, max: 48 }).map((blocks) => blocks * 16);
  const request = fc.record({
    prompt: text,
    size: fc.tuple(side, side).map(([width, height]) => `${width}x${height}`),
    quality: fc.constantFrom('low', 'medium', 'high', 'xhigh', 'max'),
    format: fc.constantFrom('png', 'jpeg', 'webp'),
    given: fc.subarray([0, 1, 2]),
    drafts: fc.boolean(),
  }) as fc.Arbitrary<Omit<EditRequest, 'sources'> & { given: number[]; drafts: boolean }>;
  await fc.assert(
    fc.asyncProperty(request, async ({ given, drafts, ...rest }) => {
      const options = drafts ? { onPartial: () => undefined } : {};
      const asked = given.length > 0 ? { ...rest, sources: given.map((index) => pictures[index]!) } : rest;
      await ('sources' in asked ? images.edit(asked, options) : images.generate(asked, options));
      holds('gpt-image-2.6-sunburst', images.bound(asked), fakes.openai.requests.at(-1)!.usage!);
    }),
    { numRuns: Math.ceil(runs / 3) },
  );
});
