import { isAlias, isMap, isScalar, isSeq, type Document } from 'yaml';

/** A part of a document, by where it begins in the text. */
export interface Unfit {
  offset: number;
  what: keyof typeof sayings;
  message: string;
}

/** Parts that the value of a document has at most, those that aliases stand for counted each time. */
const mostParts = 1_000_000;
/** What some store refuses, as if it were broken: PostgreSQL null bytes, Temporal halves of surrogate pairs. */
const unreadable = /[\0\p{Cs}]/u;

const sayings = {
  DUPLICATE: 'This name is here already: each may be given once.',
  RESERVED: 'This cannot be a name.',
  ENDLESS: 'This stands for something that it is a part of itself.',
  LARGE: `With all that aliases stand for there are more than ${mostParts} parts: write out what is needed of them.`,
  UNREADABLE: 'Must be text without null bytes and halves of surrogate pairs.',
};

/** What of a document may be YAML, but makes no value that one can work with. */
export function unfitParts(document: Document.Parsed): Unfit[] {
  const found: Unfit[] = [];
  /** Of nodes that were counted; undefined while one is. */
  const sizes = new Map<unknown, number | undefined>();
  const tell = (node: unknown, what: keyof typeof sayings) => {
    const { range } = node as { range?: [number, number, number] | null };
    found.push({ offset: range?.[0] ?? 0, what, message: sayings[what] });
  };

  const sizeOf = (node: unknown): number => {
    const target: unknown = isAlias(node) ? node.resolve(document) : node;
    if (sizes.has(target)) {
      const known = sizes.get(target);
      if (known === undefined) tell(node, 'ENDLESS');
      return known ?? 1;
    }
    sizes.set(target, undefined);
    const size = 1 + partsOf(target).reduce<number>((sum, part) => sum + sizeOf(part), 0);
    sizes.set(target, size);
    return size;
  };

  const partsOf = (node: unknown): unknown[] => {
    if (isSeq(node)) return node.items;
    if (isMap(node)) {
      const names = new Set<string>();
      for (const { key } of node.items) {
        const name = isScalar(key) ? String(key.value) : String(key);
        if (names.has(name)) tell(key, 'DUPLICATE');
        if (name === '__proto__') tell(key, 'RESERVED');
        names.add(name);
      }
      return node.items.flatMap(({ key, value }) => [key, value]);
    }
    if (isScalar(node) && typeof node.value === 'string' && unreadable.test(node.value)) tell(node, 'UNREADABLE');
    return [];
  };

  if (sizeOf(document.contents) > mostParts) tell(document.contents, 'LARGE');
  return found;
}
