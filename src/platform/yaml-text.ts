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
  DUPLICATE_KEY: 'This name is here already: each may be given once.',
  MULTIPLE_DOCS: 'A second document begins here: put everything into one.',
  TAB_AS_INDENT: 'Lines are indented by spaces, not by tabs.',
};

/** Aliases of aliases that grow without end are refused, as the library counts them. */
export function readYaml(text: string): { yaml: YamlText } | { problems: YamlProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // A warning is a tag that nobody knows: its value would not be what its author means.
  const wrong = [...document.errors, ...document.warnings];
  if (wrong.length > 0) {
    return { problems: wrong.map(({ code, message, pos }) => ({ ...at(pos[0]), message: sayings[code] ?? message })) };
  }
  try {
    const value: unknown = document.toJS();
    return { yaml: { value, placeOf: (path) => at(offsetOf(document, path)) } };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error; // which is how it refuses aliases
    return { problems: [{ ...at(0), message: `${error.message}: write out what the aliases stand for.` }] };
  }
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
