import * as z from 'zod';
import { knowledgeJudgePrompt } from '../../prompts/knowledge-judge.ts';
import type { Prompts } from '../../src/platform/ai/prompts.ts';
import { quoteFinder } from '../../src/platform/text/quotes.ts';
import type { Ai } from '../kit/ai.ts';
import { marked } from './segments.ts';

const schema = z.object({
  verdict: z.enum(['FINE', 'INJECTION', 'UNSAFE']),
  explanation: z.string().max(500),
  quote: z.string().max(1000),
});

export interface Verdict extends z.output<typeof schema> {
  model: string;
  /** Whether the words that decided it are in the text: else the model may have been talked into it, or made it up. */
  verified: boolean;
}

/** Asks a model whether a part of a content may be learned. */
export async function judgeSegment(segment: string, { ai, prompts }: { ai: Ai; prompts: Prompts }): Promise<Verdict> {
  const { mark, block } = marked(segment);
  const prompt = await prompts.render(knowledgeJudgePrompt, { mark });
  const { value, model } = await ai.generate({
    purpose: 'judge',
    prompt,
    system: prompt.text,
    messages: [{ role: 'user', content: block }],
    schema,
    maxTokens: 2000,
  });
  const verified = value.verdict === 'FINE' || quoteFinder(segment)(value.quote) !== null;
  return { ...value, model, verified };
}
