import { expect, test } from 'vitest';
import { similarity } from './similarity.ts';

/** The same thing said again, and other things said of the same product. */
const again = [
  [
    'Onze nieuwe trui van lamswol is er. Zacht, warm en gebreid in Limburg. Perfect voor de herfst.',
    'Onze nieuwe trui van lamswol is er! Warm, zacht en gebreid in Limburg. Ideaal voor de herfst.',
  ],
  [
    'De eerste kou? Deze sjaal van merinowol houdt je warm op de fiets.',
    'De eerste kou! Met deze sjaal van merinowol blijf je warm op de fiets.',
  ],
  [
    'Een kop thee bij het raam, en dit bord van steengoed ernaast.',
    'Een kop thee bij het raam en ernaast dit bord van steengoed.',
  ],
  [
    'Notre nouveau pull en laine d’agneau est arrivé. Doux, chaud et tricoté en Bretagne.',
    'Notre nouveau pull en laine d’agneau est là : doux, chaud, tricoté en Bretagne.',
  ],
  [
    'Un thé près de la fenêtre, et cette assiette en grès à côté.',
    'Un thé près de la fenêtre avec, à côté, cette assiette en grès.',
  ],
  [
    'Handgemaakt aardewerk uit Maastricht. Elk stuk is anders, en dat zie je.',
    'Handgemaakt aardewerk uit Maastricht: elk stuk is anders, dat zie je meteen.',
  ],
  [
    'Zo blijft de keuken van oma jong: houten lepels, met de hand geschaafd.',
    'Houten lepels, met de hand geschaafd: zo blijft de keuken van oma jong.',
  ],
  [
    'Le soir tombe, la lampe en rotin s’allume, et la terrasse devient un salon.',
    'Quand le soir tombe, la lampe en rotin s’allume et la terrasse devient salon.',
  ],
] as const;
const anew = [
  [again[0][0], 'Warm de winter in met deze trui van lamswol. Met de hand gewassen, in de zon gedroogd.'],
  [again[1][0], 'Een sjaal als een deken: merinowol uit Nieuw-Zeeland, geverfd met meekrap.'],
  [again[2][0], 'Steengoed dat tegen een stootje kan: dit bord gaat mee naar het strand.'],
  [again[3][0], 'L’hiver peut venir : la laine d’agneau de nos pulls sent encore le pré.'],
  [again[4][0], 'Le grès de cette assiette garde la chaleur du pain jusqu’au dessert.'],
  [again[5][0], 'Handgemaakt in Maastricht: deze kan schenkt zonder te druppelen.'],
  [again[6][0], 'Houten lepels krassen niet. Je pannen zullen je dankbaar zijn.'],
  [again[7][0], 'Une lampe en rotin, trois ombres au plafond : la lumière se dessine toute seule.'],
  ['Nieuw binnen: linnen servetten in zes kleuren.', 'Nieuw binnen: leren tassen in drie maten.'],
  [
    'Welke kleur kies jij? Onze linnen schorten zijn er in zes tinten.',
    'Welke vorm kies jij? Deze vazen staan ook leeg mooi op tafel.',
  ],
] as const;

test.for(again)('%s is said again by: %s', ([one, other]) => {
  expect(similarity(one, other)).toBeGreaterThanOrEqual(0.6);
});

test.for(anew)('%s is not said again by: %s', ([one, other]) => {
  expect(similarity(one, other)).toBeLessThan(0.6);
});
