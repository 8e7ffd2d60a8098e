import { createHash } from 'node:crypto';
import { passages } from '../../src/platform/text/chunks.ts';

/** Letters that a model is shown at a time: enough to understand them, and few enough that it forgets nothing. */
const segmentSize = 24_000;

/** The parts of a text that a model is shown one by one. */
export const segmentsOf = (text: string): string[] =>
  passages(text, null, segmentSize).map(({ start, end }) => text.slice(start, end));

/** A part of a content as a model is shown it: nobody can write the end mark into a text, as it depends on all of it. */
export function marked(segment: string): { mark: string; block: string } {
  const mark = `content-${createHash('sha256').update(segment).digest('hex').slice(0, 16)}`;
  return { mark, block: `<${mark}>\n${segment}\n</${mark}>` };
}
