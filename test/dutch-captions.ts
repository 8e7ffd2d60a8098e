import { createRandom } from './random.ts';

const words =
  `gisteren vandaag morgen zaterdagochtend vrijdagmiddag heerlijk gezellig nieuwsgierig prachtige kleuren zachte wollen
  truien schoenen handgemaakt geweven onze winkel straat huiskamer tuin lichte herfst voorjaar kinderen grootouders vriendinnen
  keuken verse broodjes koffie thee boterham wandeling regenbui zonnestralen fietsen markt bloemen geur lavendel houten stoel
  eettafel kussens dekens avondlicht rustig moment thuis samen lachen verhalen ambacht meester leerling zorgvuldig uitgekozen
  bijzonder cadeau verjaardag tegenwoordig steeds opnieuw ontdekken buiten binnen`.split(/\s+/);
const wordsOfOne = 10;

/** Makes what makes captions that read as Dutch and resemble none of those before. */
export function createCaptions(seed = 1) {
  const random = createRandom(seed);
  return () => {
    const left = [...words];
    const taken = Array.from({ length: wordsOfOne }, () => left.splice(random.integer(0, left.length - 1), 1)[0]);
    return `Het is ${taken.join(' ')} bij ons.`;
  };
}
