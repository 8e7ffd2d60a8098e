import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type YAMLError,
} from 'yaml';
import { unfitParts } from './yaml-unfit.ts';

/** In a text; both count from 1. */
export interface Place {
  line: number;
  column: number;
}

export interface YamlProblem extends Place {
  /** The way to the field, such as `a.b.0`; empty where there is none. */
  field: string;
  message: string;
}

/** A text that is YAML: its value, and where each part of it is. */
export interface YamlText {
  value: unknown;
  /** Where a field or an item is, or else the innermost thing around it that is there. */
  placeOf(path: readonly string[]): Place;
}

/** What the library says of these is for programmers. */
const sayings: Partial<Record<YAMLError['code'], string>> = {
  MULTIPLE_DOCS: 'A second document begins here: put everything into one.',
  TAB_AS_INDENT: 'Lines are indented by spaces, not by tabs.',
  BAD_ALIAS: "A text that begins with * or & needs quotes, such as '* 9 * * *'.",
  BAD_SCALAR_START: "A text that begins with this character needs quotes, such as '@daily'.",
  BLOCK_AS_IMPLICIT_KEY: 'This line cannot be read: a text with a colon and a space in it needs quotes.',
};
const inBraces = 'A { or [ before here is not closed, or what is in it is not indented further than where it begins.';

/** YAML 1.2 without its more exotic types, whatever the text says itself: what comes of it is what JSON can say. */
const options = {
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
} as const;

/**
 * What a text says, and what is wrong with it; without the first when it cannot be read at all. Of names that are there
 * twice it has the last. Also refuses what nothing behind it could cope with: values without end or of enormous size, and
 * odd texts.
 */
export function readYaml(text: string): { yaml?: YamlText; problems: YamlProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [first] = document.errors;
  if (first) return { problems: [{ ...at(first.pos[0]), field: '', message: sayingOf(first) }] }; // more come of it
  // A warning is a tag that nobody knows: its value would not be what its author means.
  const unknown = document.warnings.map(({ message, pos }) => ({ ...at(pos[0]), field: '', message }));
  const unfit = unfitParts(document);
  const problems = [
    ...unknown,
    ...unfit.map(({ offset, what, message }) => {
      return { ...at(offset), field: what === 'DUPLICATE' ? wayTo(document, offset) : '', message };
    }),
  ];
  if (unknown.length > 0 || unfit.some(({ what }) => what !== 'DUPLICATE')) return { problems };
  const value: unknown = document.toJS({ maxAliasCount: -1 });
  return { yaml: { value, placeOf: (path) => at(offsetOf(document, path)) }, problems };
}

const sayingOf = ({ code, message }: YAMLError) =>
  sayings[code] ?? (/ and end with a [}\]]$/.test(message) ? inBraces : `This is no YAML: ${message}.`);

/** The way to a name by where it is; empty for anything else. */
function wayTo(document: Document.Parsed, offset: number): string {
  let path: string[] = [];
  visit(document, {
    Pair(_key, { key }, above) {
      if (!isScalar(key) || key.range?.[0] !== offset) return undefined;
      path = [...above.flatMap((node, n) => stepTo(node, above[n + 1])), String(key.value)];
      return visit.BREAK;
    },
  });
  return path.join('.');
}

/** What the way from the outermost node has of one of its nodes. */
function stepTo(node: unknown, next: unknown): string[] {
  if (isPair(node)) return isScalar(node.key) ? [String(node.key.value)] : [];
  return isSeq(node) ? [String(node.items.indexOf(next))] : [];
}

function offsetOf(document: Document.Parsed, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const name of path) {
    if (isAlias(node)) node = node.resolve(document);
    const item = isMap(node)
      ? node.items.findLast(({ key }) => isScalar(key) && String(key.value) === name)
      : isSeq(node)
        ? node.items[Number(name)]
        : undefined;
    if (item === undefined) break;
    const shown: unknown = isPair(item) ? item.key : item;
    offset = (shown as { range?: [number, number, number] }).range?.[0] ?? offset;
    node = isPair(item) ? item.value : item;
  }
  return offset;
}
