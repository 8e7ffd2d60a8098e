import * as z from 'zod';
import { knowledgeFactsPrompt } from '../../prompts/knowledge-facts.ts';
import type { Prompts } from '../../src/platform/ai/prompts.ts';
import type { Ai } from '../kit/ai.ts';
import { marked } from './segments.ts';

/** Facts of one part of a content. */
const mostFacts = 40;

const claim = z.object({ text: z.string().min(1).max(1000), quote: z.string().min(1).max(2000) });

const schema = z.object({
  points: z.array(claim).max(10),
  facts: z.array(claim).max(mostFacts * 2),
  entities: z
    .array(
      z.object({
        name: z.string().min(1).max(200),
        kind: z.enum(['PERSON', 'ORGANISATION', 'PLACE', 'PRODUCT', 'DATE', 'OTHER']),
      }),
    )
    .max(200),
});

/** What a model says about a part of a content: claims, until they are verified. */
export type Claims = z.output<typeof schema>;

/** Has a model find what a part of a content says. */
export async function understandSegment(
  segment: string,
  { ai, prompts }: { ai: Ai; prompts: Prompts },
): Promise<Claims> {
  const { mark, block } = marked(segment);
  const prompt = await prompts.render(knowledgeFactsPrompt, { mark, facts: mostFacts });
  const { value } = await ai.generate({
    purpose: 'understand',
    prompt,
    system: prompt.text,
    messages: [{ role: 'user', content: block }],
    schema,
  });
  return value;
}
