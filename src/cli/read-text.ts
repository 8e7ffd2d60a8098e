import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { reasonOf } from '../platform/reason-of.ts';
import { UsageError } from './usage.ts';

/** What is in a file, or in standard input for `-`. Throws UsageError. */
export async function readText(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
}
