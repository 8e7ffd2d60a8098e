/** A text of a model as databases and channels take it: without control characters, save ends of lines, and half characters. */
export const clean = (text: string): string =>
  text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(/(?!\n)\p{Cc}/gu, '')
    .normalize('NFC');

/** A text as it looks: what is another character that looks the same, and what nobody sees, hides nothing from a check. */
export const asSeen = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll('。', '.');
