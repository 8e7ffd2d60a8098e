/** What a program of ffmpeg has complained of. */
export interface Complaints {
  /** The first of them that are errors, each in a sentence of at most 200 characters. */
  readonly errors: string[];
  /** The same. After a seek without those of references, which frames before the first one that counts do not have. */
  errorsOf(afterSeek: boolean): string[];
  /** The last of any kind, for when it fails. */
  readonly last: string | null;
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
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/[\w-]+/g, 'the video')
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
  return {
    get errors() {
      return [...errors];
    },
    get last() {
      return last;
    },
    take(line) {
      const [, , level, text] = pattern.exec(line) ?? [];
      if (level === undefined || text === undefined) return false;
      last = inWords(text);
      // Of streams that are not decoded anyway.
      if (last.startsWith('Codec (')) return true;
      const broken = level !== 'warning' || text.includes('corrupt decoded frame');
      if (broken && errors.size < mostErrors && last) errors.add(last);
      return true;
    },
    errorsOf: (afterSeek) => [...errors].filter((error) => !afterSeek || !ofReferences.test(error)),
  };
}
