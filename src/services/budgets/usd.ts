/** Money is counted in millionths of a US dollar, in whole numbers: sums stay exact. */
const microDollars = 1_000_000;

export const toUsd = (micro: number) => micro / microDollars;
export const fromUsd = (usd: number) => Math.round(usd * microDollars);

/** As people read it: to the cent, and small amounts as exact as they are. */
export const inWords = (micro: number) => {
  const digits = micro % 10_000 === 0 ? 2 : 6;
  return `$${toUsd(micro)
    .toFixed(digits)
    .replace(/(\.\d\d\d*?)0+$/, '$1')}`;
};

/** Whether an amount is so little that it would count as nothing, which it is not. */
export const isTooLittle = (usd: number) => usd > 0 && fromUsd(usd) === 0;
export const tooLittle = 'Must be 0, or at least 0.000001.';
