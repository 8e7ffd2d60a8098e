import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { reasonOf } from '../../../platform/reason-of.ts';
import { SchedulesFileError } from './file-error.ts';

/** More is no file that people write. */
export const mostBytes = 4 * 1024 * 1024;

/** Refuses what it would else replace without a word. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a file. Throws SchedulesFileError when it cannot be read, or is too large. */
export async function readText(path: string): Promise<string> {
  try {
    const found = await stat(path);
    // A pipe or a device may have no end, and who reads it cannot be stopped.
    if (!found.isFile()) throw new Error('it is no regular file');
    if (found.size <= mostBytes) return utf8.decode(await readFile(path));
  } catch (error) {
    throw problem(path, `It cannot be read: ${reasonOf(error)}. Its path is SCHEDULES_FILE.`);
  }
  throw problem(
    path,
    `The file has more than ${mostBytes} bytes: divide it into several, each with an owner and a scheduler of its own.`,
  );
}

const problem = (path: string, message: string) =>
  new SchedulesFileError(path, [{ line: 1, column: 1, field: '', message }]);

/**
 * A file that may be edited, replaced, or mounted anew. It is asked again and again, as nothing tells of all of these.
 */
export function createFileSource(path: string) {
  let begun = false;
  let taken: string | null = null;
  let seen: string | null = null;
  return {
    /**
     * The text if it is another one than before, else null. A new text has to be there twice in a row: half of a file that
     * is just being written may look like one with fewer schedules.
     */
    async next(): Promise<string | null> {
      const text = await readText(path).catch((error: unknown) => {
        taken = null; // what was told of is over once there is a text again
        throw error;
      });
      const hash = createHash('sha256').update(text).digest('base64');
      const settled = hash === seen || !begun;
      begun = true;
      seen = hash;
      if (!settled || hash === taken) return null;
      taken = hash;
      return text;
    },
  };
}
export type FileSource = ReturnType<typeof createFileSource>;
