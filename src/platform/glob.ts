/** A character of a name, as a pattern has it. */
type Token = '*' | '?' | { oneOf: readonly string[]; except: boolean } | { char: string };
/** A name between two slashes, or any number of them. */
type Part = '**' | readonly Token[];

/** `{a,b}{c,d}` is four patterns; who needs more of them wants something else. */
const mostAlternatives = 64;

/** Says what a pattern cannot be. */
export class GlobError extends Error {}

/**
 * Compares keys with a pattern: `*` any part of a name, `**` any folders, `?` one character, `[ab]` and `[!ab]` one of
 * them or none, `{a,b}` either; `\` takes the next character as it is. It is not made into a regular expression: a user
 * may choose the pattern, and those that backtrack would take for ever on a key that was made for it.
 */
export function globMatcher(glob: string): (key: string) => boolean {
  const patterns = alternatives(glob).map((pattern) => splitUnescaped(pattern, '/').map(toPart));
  return (key) => {
    const names = key.split('/').map((name) => Array.from(name));
    return patterns.some((parts) => fits(names, parts, (part) => part === '**', nameFits));
  };
}

const nameFits = (name: readonly string[], part: Part) =>
  part !== '**' && fits(name, part, (token) => token === '*', charFits);

function charFits(char: string, token: Token): boolean {
  if (token === '*' || token === '?') return true;
  return 'char' in token ? token.char === char : token.oneOf.includes(char) !== token.except;
}

/** Whether items follow a pattern with stars. Only the last star ever takes one item more, so it is quadratic at worst. */
function fits<Item, Sign>(
  items: readonly Item[],
  pattern: readonly Sign[],
  isStar: (sign: Sign) => boolean,
  fit: (item: Item, sign: Sign) => boolean,
): boolean {
  let [at, sign] = [0, 0];
  let retry: { at: number; sign: number } | null = null;
  while (at < items.length) {
    const next = pattern[sign];
    if (next !== undefined && isStar(next)) {
      retry = { at, sign };
      sign++;
    } else if (next !== undefined && fit(items[at]!, next)) {
      at++;
      sign++;
    } else if (retry) {
      retry.at++;
      [at, sign] = [retry.at, retry.sign + 1];
    } else return false;
  }
  return pattern.slice(sign).every(isStar);
}

function toPart(text: string): Part {
  if (text === '**') return '**';
  const tokens: Token[] = [];
  const chars = Array.from(text); // by code points: `?` is one character, also beyond U+FFFF
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]!;
    const end = char === '[' ? chars.indexOf(']', at + 2) : -1;
    if (char === '[' && end < 0) throw new GlobError('A [ is not closed; write \\[ for the character itself.');
    if (char === '\\' && at + 1 < chars.length) tokens.push({ char: chars[++at]! });
    else if (char === '*' || char === '?') tokens.push(char);
    else if (end > 0) {
      const except = chars[at + 1] === '!';
      tokens.push({ oneOf: ranges(chars.slice(at + (except ? 2 : 1), end)), except });
      at = end;
    } else tokens.push({ char });
  }
  return tokens;
}

/** `a-c` is a, b and c. */
function ranges(chars: readonly string[]): string[] {
  const [first, dash, last, ...rest] = chars;
  if (first === undefined) return [];
  if (dash !== '-' || last === undefined) return [first, ...ranges(chars.slice(1))];
  const [from, to] = [first.codePointAt(0)!, last.codePointAt(0)!];
  if (to - from > 255) throw new GlobError(`${first}-${last} is too wide a range.`);
  return [
    ...Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => String.fromCodePoint(from + n)),
    ...ranges(rest),
  ];
}

/** A pattern without braces for each choice; braces inside braces are not special. */
function alternatives(glob: string): string[] {
  const found = /(?<!\\)\{([^{}]*)\}/.exec(glob);
  if (!found && /(?<!\\)\{/.test(glob)) throw new GlobError('A { is not closed; write \\{ for the character itself.');
  if (!found) return [glob];
  const before = glob.slice(0, found.index);
  const behind = alternatives(glob.slice(found.index + found[0].length));
  const all = splitUnescaped(found[1]!, ',').flatMap((choice) => behind.map((rest) => before + choice + rest));
  if (all.length > mostAlternatives)
    throw new GlobError(`The braces stand for more than ${mostAlternatives} patterns.`);
  return all;
}

const splitUnescaped = (text: string, separator: ',' | '/') => text.split(separator === ',' ? /(?<!\\),/ : /(?<!\\)\//);
