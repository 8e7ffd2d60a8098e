/** What a program of ffmpeg has complained of. */
export interface Complaints {
  /** The first of them that are errors, each in a sentence of at most 200 characters. */
  readonly errors: string[];
  /** The same. After a seek without those of references, which frames before the first one that counts do not have. */
  errorsOf(afterSeek: boolean): string[];
  /** The last of any kind, for when it fails. */
  readonly last: string | null;
  /** Whether it could not write all: that, ffmpeg says, but ends as if nothing were wrong. */
  readonly unwritten: boolean;
  /** Whether the line is a complaint, which is then remembered. */
  take(line: string): boolean;
}

const mostErrors = 10;
const mostLetters = 200;
const pattern = /^((?:\[[^\]]* @ 0x[0-9a-f]+\] )*)\[(warning|error|fatal|panic)\] (.*)$/;

const ofReferences =
  /co located POCs|mmco|unref short|reference picture|ref with POC|RPS|short term|reference frames|frame num|missing ref/i;

/** Neither addresses of ours, nor paths, nor where in memory something is. */
const inWords = (text: string) =>
  text
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/[\w-]+(?:\/\d+)?/g, 'the video')
    .replaceAll(/(?<![\w/])\/(?:[^\s/:']+\/)+/g, '')
    .replaceAll(/not on whitelist '[^']*'?/g, 'is not taken')
    .replaceAll(/ @ 0x[0-9a-f]+/g, '')
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim()
    .slice(0, mostLetters);

/** Reads complaints from the lines of `-loglevel level+info`. */
export function createComplaints(): Complaints {
  const errors = new Set<string>();
  let last: string | null = null;
  let unwritten = false;
  return {
    get errors() {
      return [...errors];
    },
    get last() {
      return last;
    },
    get unwritten() {
      return unwritten;
    },
    take(line) {
      const [, , level, text] = pattern.exec(line) ?? [];
      if (level === undefined || text === undefined) return false;
      const said = inWords(text);
      // What is said after a disk is full follows from it.
      if (said && !last?.includes('No space left')) last = said;
      unwritten ||= /^Error (?:writing trailer|closing file)/.test(said);
      // Of streams that are not decoded anyway.
      if (said.startsWith('Codec (')) return true;
      const broken = level !== 'warning' || text.includes('corrupt decoded frame');
      if (broken && errors.size < mostErrors && said) errors.add(said);
      return true;
    },
    errorsOf: (afterSeek) => [...errors].filter((error) => !afterSeek || !ofReferences.test(error)),
  };
}
