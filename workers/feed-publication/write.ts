import * as z from 'zod';
import { feedCaptionPrompt } from '../../prompts/feed-caption.ts';
import type { Prompts } from '../../src/platform/ai/prompts.ts';
import type { Ai } from '../kit/ai.ts';
import type { feedPublication } from './contract.ts';
import { maxHashtags } from './channel-rules.ts';
import { clean } from './clean.ts';

type Job = z.output<(typeof feedPublication)['activities']['write']['input']>;
type Draft = z.output<(typeof feedPublication)['activities']['write']['output']>;

const schema = z.object({
  caption: z.string().min(1).max(5000),
  hashtags: z.array(z.string().max(200)).max(100),
});
/** Captions of before that a new one shall not sound like: enough to see how they begin. */
const shownBefore = 12;
const shownLetters = 160;

/** Has a caption written in the voice of the brand: about what was seen, unlike those of before, and without what was found wrong. */
export async function writeCaption(
  { brand, seen, findings }: Job,
  earlier: readonly string[],
  ai: Ai,
  prompts: Prompts,
): Promise<Draft> {
  const { name, language, voice, bannedWords } = brand;
  const banned = bannedWords.length > 0 ? bannedWords.join(', ') : '-';
  const prompt = await prompts.render(feedCaptionPrompt, { brand: name, language, voice, banned });
  const before = earlier.slice(0, shownBefore).map((caption) => `- ${caption.slice(0, shownLetters)}`);
  const { value } = await ai.generate({
    purpose: 'caption',
    prompt,
    system: prompt.text,
    messages: [
      {
        role: 'user',
        content: [
          `What is seen in the photo:\n<photo>${seen.description}</photo>`,
          ...(before.length > 0 ? [`Captions of before, which this one must not resemble:\n${before.join('\n')}`] : []),
          ...(findings.length > 0
            ? [`Your last one was not accepted:\n${findings.map(({ message }) => `- ${message}`).join('\n')}`]
            : []),
        ].join('\n\n'),
      },
    ],
    schema,
    maxTokens: 2000,
  });
  return { caption: clean(value.caption), hashtags: hashtagsOf(value.hashtags, brand.hashtags), altText: seen.altText };
}

/** Those of the brand first, each once; what is no hashtag is none. */
function hashtagsOf(own: readonly string[], always: readonly string[]): string[] {
  const plain = own.map((tag) => tag.replace(/^#/, '').replaceAll(/[^\p{L}\p{N}_]/gu, '')).filter((tag) => tag !== '');
  const seen = new Set<string>();
  return [...always, ...plain]
    .filter((tag) => !seen.has(tag.toLowerCase()) && seen.add(tag.toLowerCase()))
    .slice(0, Math.max(maxHashtags, always.length));
}
