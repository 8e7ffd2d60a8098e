import type * as z from 'zod';
import type { RecentPost } from '../../src/services/publications/recent.ts';
import type { feedPublication } from './contract.ts';
import { asSeen } from './clean.ts';
import { channelRules } from './channel-rules.ts';
import { knownLanguage, languageOf } from '../../src/platform/text/language.ts';
import { leadsTo, linksIn } from './links.ts';
import { postText } from './post-text.ts';
import { similarity } from './similarity.ts';

type Job = z.output<(typeof feedPublication)['activities']['check']['input']>;
type Finding = z.output<(typeof feedPublication)['activities']['check']['output']>[number];

/** From here on two captions say the same (docs/FEED.md has what it was measured on). */
const tooSimilar = 0.6;
const mention = /(?<![\p{L}\p{N}])@[\p{L}\p{N}._]+/gu;

/** All that is wrong with a post, worst first. */
export async function checkPost(
  { brand, photo, seen, draft: written }: Job,
  recent: readonly RecentPost[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const find = (code: Finding['code'], message: string) => findings.push({ code, message });
  const text = postText(written, brand.link);
  const draft = {
    caption: asSeen(written.caption),
    hashtags: written.hashtags,
    altText: asSeen(written.altText),
  };
  const shown = postText(draft, brand.link);
  for (const { kind } of brand.channels) {
    const { maxText, maxHashtags, maxMentions } = channelRules[kind];
    const mentions = shown.match(mention)?.length ?? 0;
    const hashtags = shown.match(/#[\p{L}\p{N}_]+/gu)?.length ?? 0;
    if (text.length > maxText) find('LENGTH', `The text has ${text.length} characters; ${kind} takes ${maxText}.`);
    if (hashtags > maxHashtags) find('HASHTAGS', `There are ${hashtags} hashtags; ${kind} takes ${maxHashtags}.`);
    if (mentions > maxMentions) find('LENGTH', `There are ${mentions} mentions; ${kind} takes ${maxMentions}.`);
  }
  const wanted = await knownLanguage(brand.language);
  const language = wanted === null ? null : await languageOf(draft.caption);
  if (wanted !== null && language !== null && language !== wanted) {
    find('LANGUAGE', `The caption reads as ${nameOf(language)}, and the brand writes in ${nameOf(wanted)}.`);
  }
  const words = `${draft.caption} ${draft.hashtags.join(' ')}`;
  for (const word of brand.bannedWords) if (hasWord(words, word)) find('BANNED_WORD', `It has the word "${word}".`);
  const notTheirs = (link: string) => !leadsTo(link, brand.link);
  for (const link of linksIn(draft.caption).filter(notTheirs)) {
    find('LINK', `The caption has the link ${link.slice(0, 80)}, which is not the brand's.`);
  }
  const [named] = draft.caption.match(mention) ?? [];
  if (named) find('MENTION', `The caption names ${named.slice(0, 80)}.`);
  for (const word of brand.bannedWords) {
    if (hasWord(draft.altText, word)) find('ALT_TEXT', `The alternative text has the word "${word}".`);
  }
  const [link] = linksIn(draft.altText).filter(notTheirs);
  if (link) find('ALT_TEXT', `The alternative text has the link ${link.slice(0, 80)}, which is not the brand's.`);
  const alike = recent.find(({ caption }) => similarity(wordsOf(caption), wordsOf(draft.caption)) >= tooSimilar);
  if (alike) find('SIMILAR_CAPTION', `It says nearly what a post of ${alike.at.toISOString().slice(0, 10)} says.`);
  const same = recent.find(({ likeness, photo: id }) => likeness === photo.likeness && id !== photo.id);
  if (same) find('SIMILAR_PHOTO', `The photo looks like the one of ${same.at.toISOString().slice(0, 10)}.`);
  if (seen.quality < brand.qualityThreshold) {
    find('QUALITY', `The photo is rated ${seen.quality} of 100${seen.problem ? `: ${seen.problem}` : '.'}`);
  }
  return findings;
}

/** Without what all posts of a brand have in common. */
const wordsOf = (text: string) => text.replaceAll(/https?:\/\/\S+|#[\p{L}\p{N}_]+/gu, ' ');

const nameOf = (language: string) => new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;

/** As a word of its own, in whatever case. */
const hasWord = (text: string, word: string) =>
  new RegExp(`(?<![\\p{L}\\p{N}])${literally(word)}(?![\\p{L}\\p{N}])`, 'iu').test(text);
const literally = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
