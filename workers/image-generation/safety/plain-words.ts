/** Letters that are drawn as others are, and digits that stand for letters. */
const alike: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  х: 'x',
  у: 'y',
  і: 'i',
  ѕ: 's',
  ј: 'j',
  α: 'a',
  ε: 'e',
  ο: 'o',
  ρ: 'p',
  ν: 'v',
  ι: 'i',
  κ: 'k',
  τ: 't',
  ı: 'i',
  ß: 'ss',
};
const digits: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Each run of other characters is one blank, so that words can be looked for between blanks. */
const inWords = (text: string) => ` ${text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;

/** A text as words in small letters between blanks: without accents, what cannot be seen, and letters that only look like others. */
export function plainWords(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cf}\u034f]/gu, '')
    .toLowerCase()
    .replaceAll(/\p{L}/gu, (letter) => alike[letter] ?? letter);
  return inWords(plain);
}

/** The same as somebody reads it who wants to: digits within words as letters, and letters that stand apart as a word. */
export function readWords(text: string): string {
  const letters = text
    .toLowerCase()
    .replaceAll(/(?<=\p{L})[013457@$!]|[013457@$!](?=\p{L})/gu, (sign) => digits[sign]!);
  // What is before letters that stand apart may be a word of one letter: a n u d e is read as anude and as nude.
  return plainWords(letters).replaceAll(/(?<= )(?:\p{L} ){2,}\p{L}(?= )/gu, (apart) => {
    const word = apart.replaceAll(' ', '');
    return `${word} ${word.slice(1)}`;
  });
}
