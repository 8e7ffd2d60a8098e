/** Replaces what must not leave this process in a text. */
export type Mask = (text: string) => string;

/** Shorter ones would be found in texts that have nothing to do with them. */
const shortestSecret = 8;

/**
 * By their form. JSON is masked as it is written, so nothing here goes beyond a quote or a backslash, and a line break may
 * have the form it has inside of a string. What is repeated is bounded: else some texts would take minutes.
 */
const forms: readonly [form: RegExp, instead: (found: string, kept: string) => string][] = [
  [
    /(https?:\/\/[^\s"'<>\\?]{1,2000})\?[^\s"'<>\\]{0,4000}\b(?:X-Amz-(?:Signature|Credential|Security-Token)|X-Goog-Signature|Signature|sig)=[^\s"'<>\\]*/gi,
    (_found, kept) => `${kept}?[signature removed]`,
  ],
  [/\b([a-z][a-z\d+.-]{1,20}:\/\/)[^\s"'<>\\/@]{1,500}@/gi, (_found, kept) => `${kept}[credentials removed]@`],
  [/\b(Bearer|Basic)\s{1,5}[\w.~+/=-]{8,}/gi, (_found, kept) => `${kept} [credentials removed]`],
  [/\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,8000}\.[\w-]*/g, () => '[token removed]'],
  [/\b(?:sk|pk|rk|xox[a-z]|gh[a-z]|hf|tgk)[-_][\w-]{16,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, () => '[key removed]'],
  [/data:[\w.+/;=-]{0,200};base64,[\w+/=-]*/gi, base64],
  [/[\w+/-]{200,}={0,2}/g, base64],
  [/(?:[\w+/-]{60,200}(?:\\r|\\n|\s){1,4}){2,}[\w+/-]{0,200}={0,2}/g, base64],
  [/(?<![\w.+-])[\w.!#$%&*+/=?^`{|}~-]{1,64}@(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,24}\b/gi, () => '[e-mail address]'],
];

/** Masks these secrets wherever they are, and by their form credentials, signed links, e-mail addresses and bytes written as text. */
export function createMask(secrets: readonly string[]): Mask {
  const exact = secrets
    .filter(({ length }) => length >= shortestSecret)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .toSorted((one, other) => other.length - one.length); // one may be the beginning of another
  const known = exact.length > 0 ? new RegExp([...new Set(exact)].map(literally).join('|'), 'g') : null;
  return (text) => {
    const without = known ? text.replace(known, '[secret removed]') : text;
    return forms.reduce((masked, [form, instead]) => masked.replace(form, instead), without);
  };
}

function base64(found: string): string {
  return `[${found.length} characters of base64]`;
}

const literally = (text: string) => text.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, String.raw`\$&`);
