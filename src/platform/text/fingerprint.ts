import { createHash } from 'node:crypto';
import { fnv1a, mix } from '../hash32.ts';

/** By which a text is known again, also where it was changed a little. */
export interface Likeness {
  /** SHA-256 of the normal form, in hex. */
  fingerprint: string;
  /** MinHash: the least of the hashes of all its runs of words, by 128 hash functions; little-endian. */
  signature: Uint32Array;
  /** Signed 32-bit hashes of parts of it: texts that are alike share one, nearly always. */
  bands: number[];
}

const functions = 128;
/** Of two texts that share 8 of 10 runs of words, practically all share a band; of those that share 3 of 10, one in four does. */
const rows = 4;
/** Words that are hashed together; letters, where words have no spaces between them. */
const run = 3;

const seeds = Uint32Array.from({ length: functions }, (_, at) => mix(at * 0x9e37_79b9 + 1));

/** What two copies of a text have in common: no case, no invisible characters, any white space. */
const normalForm = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();

export function likenessOf(text: string): Likeness {
  const normal = normalForm(text);
  const signature = new Uint32Array(functions).fill(0xffff_ffff);
  for (const hash of runHashes(normal)) {
    for (let at = 0; at < functions; at++) {
      const mixed = mix(hash ^ seeds[at]!);
      if (mixed < signature[at]!) signature[at] = mixed;
    }
  }
  return { fingerprint: createHash('sha256').update(normal).digest('hex'), signature, bands: bandsOf(signature) };
}

/** How much of all their runs of words two texts share, 0 to 1, within some 0.05. */
export function resemblance(one: Uint32Array, other: Uint32Array): number {
  let same = 0;
  for (let at = 0; at < functions; at++) if (one[at] === other[at]) same++;
  return same / functions;
}

/** One hash for each run of words, each once. */
function runHashes(normal: string): Set<number> {
  const words =
    normal.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const hashes = words.map(fnv1a);
  const runs = new Set<number>();
  // A text of one or two words is one run.
  for (let at = 0; at === 0 || at + run <= hashes.length; at++) {
    let hash = 0;
    for (const word of hashes.slice(at, at + run)) hash = mix(Math.imul(hash, 31) + word);
    runs.add(hash);
  }
  return runs;
}

function bandsOf(signature: Uint32Array): number[] {
  const bands: number[] = [];
  for (let at = 0; at < functions; at += rows) {
    let hash = at;
    for (const value of signature.subarray(at, at + rows)) hash = mix(Math.imul(hash, 31) + value);
    bands.push(hash | 0);
  }
  return bands;
}
