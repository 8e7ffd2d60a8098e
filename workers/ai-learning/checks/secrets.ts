const forms: readonly [what: string, form: RegExp][] = [
  ['a private key', /-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY-----/],
  ['an access key of AWS', /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/],
  ['a token of GitHub', /(?<!\w)gh[pousr]_\w{36,}/],
  ['an API key', /(?<![\w-])sk-(?:\w+-)*\w{32,}/],
  ['a password in an address', /[a-z0-9]:\/\/[^\s:/@]{1,200}:[^\s:/@]{1,200}@/i],
];
const card = /(?<!\d[.,-]?)[2-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}(?![.,-]?\d)/g;

/** What is in a text that nobody may find by searching; null: nothing that is known by its form. */
export function secretIn(text: string): string | null {
  const found = forms.find(([, form]) => form.test(text));
  if (found) return found[0];
  return [...text.matchAll(card)].some(([number]) => hasCheckDigit(number)) ? 'the number of a card' : null;
}

/** Luhn. */
function hasCheckDigit(number: string): boolean {
  const digits = number.replace(/\D/g, '').split('').map(Number).toReversed();
  const sum = digits.reduce((total, digit, at) => total + (at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0);
  return sum % 10 === 0;
}
