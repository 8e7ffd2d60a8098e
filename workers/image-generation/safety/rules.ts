import type { RefusalCategory } from '../contract/refusal.ts';
import { plainWords, readWords } from './plain-words.ts';

/** Why words are refused, and who says so. */
export interface Refusal {
  category: RefusalCategory;
  /** In a sentence. */
  why: string;
}

const any = (words: string) => new RegExp(` (?:${words}) `);

const sexual = any(
  'nude|nudes|nudity|naked|topless|undressed|unclothed|nsfw|sex|sexy|sexual|sexually|sexualized|erotic|erotica|erotically|porn|porno|pornographic|pornography|hentai|xxx|lingerie|fetish|orgy|nackt|nackte|nackter|nacktes|erotisch|desnuda|desnudo|desnudos|desnudas|naakt|naakte',
);
/** What nobody asks for who does not mean it; the words above are also those of museums and doctors. */
const explicit = any(
  'porn|porno|pornographic|pornography|hentai|xxx|blowjob|handjob|deepthroat|cumshot|gangbang|creampie|bukkake|masturbat\\w*|ejaculat\\w*|penetrat\\w* sex|sexual intercourse|sex scene|having sex|explicit sex|erect penis|spread legs nude',
);
const child = any(
  'child|children|childs|kid|kids|minor|minors|underage|under age|underaged|toddler|toddlers|baby|babies|infant|infants|preteen|preteens|pre teen|tween|teen|teens|teenage|teenager|teenagers|schoolgirl|schoolgirls|schoolboy|schoolboys|little girl|little girls|little boy|little boys|young girl|young boy|loli|lolis|lolicon|shota|shotacon|jailbait|kinder|enfant|enfants|ninos|ninas|meisje|jongetje',
);
const young = / (?:[1-9]|1[0-7]) ?(?:(?:yrs?|years?|jahre?|jaar|ans|anos) ?(?:old|alt|oud)?|yo|y o) /;
/** What has the name of a child, and nothing of one. */
const harmless = any(
  'baby (?:blue|pink|oil|powder|grand|bump|boomers?)|(?:asia|ursa|canis) minor|[a-g] (?:flat |sharp )?minor',
);
const childInItself = any('loli|lolis|lolicon|shota|shotacon|jailbait|child porn|kiddie porn|cp porn');
const undressing = any(
  'undress (?:her|him|them|this|the)|deepfake nudes?|nudify|(?:remove|take off|without) (?:her|his|their) (?:clothes|clothing|dress|shirt|bikini)',
);
const forged = any('fake|forged|counterfeit|replica');
const documents = any(
  'passport|passports|identity card|id card|driver s license|drivers license|driving licence|banknote|banknotes|visa stamp|birth certificate|dollar bills?|euro notes?',
);

const isOfChildren = (words: string) => child.test(words.replace(harmless, ' ')) || young.test(words);

const rules: readonly { category: RefusalCategory; why: string; applies(words: string): boolean }[] = [
  {
    category: 'MINORS',
    why: 'They are about children and something sexual.',
    applies: (words) => childInItself.test(words) || (isOfChildren(words) && sexual.test(words)),
  },
  {
    category: 'SEXUAL',
    why: 'They ask for pornography, or to undress somebody.',
    applies: (words) => explicit.test(words) || undressing.test(words),
  },
  {
    category: 'ILLICIT',
    why: 'They ask for a forged document, or forged money.',
    applies: (words) => forged.test(words) && documents.test(words),
  },
];

/**
 * What is refused without asking anybody; null: nothing. It is a net below the moderation of providers, for what is plain, and not
 * in place of it.
 */
export function refusedByRule(text: string): Refusal | null {
  const readings = [plainWords(text), readWords(text)];
  const rule = rules.find(({ applies }) => readings.some(applies));
  return rule ? { category: rule.category, why: rule.why } : null;
}
