import { expect, test } from 'vitest';
import { knownLanguage, languageOf } from './language.ts';

/** Captions as shops write them, many of them short. */
const samples = {
  nl: [
    'Nieuw binnen!',
    'Zacht, warm en klaar voor de herfst.',
    'Onze nieuwe trui van lamswol is er. Bekijk hem in de winkel.',
    'Fijn weekend allemaal',
    'Ontdek de collectie',
    'Vandaag in de etalage: keramiek uit Limburg',
    'Welke kleur kies jij?',
    'Handgemaakt',
  ],
  fr: [
    'Nouveau !',
    'Doux, chaud et prêt pour l’automne.',
    'Notre nouveau pull en laine est arrivé. Découvrez-le en boutique.',
    'Bon week-end à tous',
    'Découvrez la collection',
    'Fait main',
    'Quelle couleur choisissez-vous ?',
  ],
  en: [
    'New in!',
    'Soft, warm and ready for autumn.',
    'Our new lambswool sweater is here. See it in the shop.',
    'Have a lovely weekend',
    'Discover the collection',
    'Handmade',
    'Which colour would you choose?',
  ],
  de: [
    'Neu eingetroffen!',
    'Weich, warm und bereit für den Herbst.',
    'Unser neuer Pullover aus Lammwolle ist da. Jetzt im Laden ansehen.',
    'Schönes Wochenende',
    'Entdecke die Kollektion',
    'Handgemacht',
    'Welche Farbe wählst du?',
    'Gemütlich in den Winter',
  ],
};

const all = Object.entries(samples).flatMap(([language, texts]) => texts.map((text) => [language, text] as const));

test.for(all)('%s: %s', async ([language, text]) => {
  if (text.match(/\p{L}/gu)!.length >= 6) expect(await languageOf(text)).toBe(language);
  else expect(await languageOf(text)).toBeNull();
});

test('there are thirty of them', () => expect(all).toHaveLength(30));

test('links, hashtags and mentions say nothing of a language', async () => {
  expect(
    await languageOf('Zacht en warm, van @thewoolhouse #handmade #knitwear https://example.com/new-in-the-shop'),
  ).toBe('nl');
  expect(await languageOf('#handmade https://example.com')).toBeNull();
});

test.for([
  ['nl-BE', 'nl'],
  ['nb', 'no'],
  ['nn-NO', 'no'],
  ['zh-Hant-TW', 'zh'],
  ['id', null],
  ['ga', null],
] as const)('%s is told as %s', async ([tag, language]) => {
  expect(await knownLanguage(tag)).toBe(language);
});
