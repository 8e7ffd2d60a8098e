import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
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
};

/** YAML 1.2 without its more exotic types, whatever the text says itself: what comes of it is what JSON can say. */
const options = {
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
} as const;

/** Also refuses what nothing behind it could cope with: values without end or of enormous size, and odd texts. */
export function readYaml(text: string): { yaml: YamlText } | { problems: YamlProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // A warning is a tag that nobody knows: its value would not be what its author means.
  const wrong = [...document.errors, ...document.warnings];
  if (wrong.length > 0) {
    return { problems: wrong.map(({ code, message, pos }) => ({ ...at(pos[0]), message: sayings[code] ?? message })) };
  }
  const unfit = unfitParts(document);
  if (unfit.length > 0) return { problems: unfit.map(({ offset, message }) => ({ ...at(offset), message })) };
  const value: unknown = document.toJS({ maxAliasCount: -1 });
  return { yaml: { value, placeOf: (path) => at(offsetOf(document, path)) } };
}

function offsetOf(document: Document.Parsed, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const name of path) {
    if (isAlias(node)) node = node.resolve(document);
    const item = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === name)
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
