import * as z from 'zod';
import { feedLookPrompt } from '../../prompts/feed-look.ts';
import type { Prompts } from '../../src/platform/ai/prompts.ts';
import type { Ai } from '../kit/ai.ts';
import { clean } from './clean.ts';
import type { feedPublication } from './contract.ts';

type Job = z.output<(typeof feedPublication)['activities']['look']['input']>;
type Seen = z.output<(typeof feedPublication)['activities']['look']['output']>;

const schema = z.object({
  description: z.string().max(2000),
  altText: z.string().min(1).max(1000),
  quality: z.int().min(0).max(100),
  problem: z.string().max(500).nullable(),
});

/** Has a model look at the photo itself. */
export async function lookAtPhoto({ brand, photo }: Job, ai: Ai, prompts: Prompts): Promise<Seen> {
  const { name, language, qualityThreshold } = brand;
  const prompt = await prompts.render(feedLookPrompt, { brand: name, language, threshold: qualityThreshold });
  const { value } = await ai.generate({
    purpose: 'look',
    prompt,
    messages: [{ role: 'user', content: prompt.text }],
    images: [photo.source],
    schema,
    maxTokens: 2000,
  });
  const { description, altText, problem } = value;
  return { ...value, description: clean(description), altText: clean(altText), problem: problem && clean(problem) };
}
