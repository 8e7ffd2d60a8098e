import type { Settings } from '../../../src/platform/env.ts';
import type { ActivityContext } from '../../kit/activity.ts';
import type { imageGeneration } from '../contract.ts';
import { refusedByModeration } from './moderated.ts';
import type { Policy } from './policy.ts';
import { refusedByRule, type Refusal } from './rules.ts';

interface Tools {
  settings: Pick<Settings, 'ai'>;
  policy: Policy;
}

interface Said {
  own: readonly string[];
  /** Of the picture it starts from, and what that comes from; the newest first. */
  behind: readonly string[];
}

/** Letters: with the longest words of one's own there is still room for those of a picture. */
const mostModerated = 10_000;

/**
 * Rules and the deployment's list first: they ask nobody. OpenAI's moderation where there is a key for it. What a change says is read together
 * with what it changes: alone it may be harmless.
 */
export async function refuseWords(
  { settings, policy }: Tools,
  { own, behind }: Said,
  { ai, fail }: Pick<ActivityContext<typeof imageGeneration>, 'ai' | 'fail'>,
): Promise<void> {
  const said = [...own, ...behind];
  if (said.length === 0) return;
  const these = behind.length > 0 ? 'these words and those of the picture it starts from' : 'these words';
  const refuse = ({ category, why }: Refusal) => fail(`REFUSED_${category}`, `No picture is made of ${these}. ${why}`);
  const text = said.join('\n');
  const refusal = refusedByRule(text) ?? policy(text);
  if (refusal) return refuse(refusal);
  if (!settings.ai.openai.apiKey) return;
  const { categories } = await ai.moderate({ purpose: 'moderation', text: newestOf(said).join('\n') });
  const found = refusedByModeration(categories);
  if (found) refuse(found);
}

/** As many texts as moderation surely reads, each of them whole. */
function newestOf(said: readonly string[]): readonly string[] {
  let letters = 0;
  const tooMuch = said.findIndex((text) => (letters += text.length) > mostModerated);
  return tooMuch < 0 ? said : said.slice(0, tooMuch);
}
