/** Small amounts keep the digits that say something. */
export const usd = (amount: number): string =>
  amount > 0 && amount < 0.1 ? `$${amount.toPrecision(2)}` : `$${amount.toFixed(2)}`;
