import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { reasonOf } from './failure.mjs';

/** Offline must show within seconds: this long without an answer, or without one more byte, and we give up. */
const stallMs = 5000;

/** The server could not be reached, or stopped sending: another way to the file may work. */
export class Unreachable extends Error {}

/**
 * Calls `consume` with the answer to a GET; null when there is no such file. Aborted when nothing arrives for `stallMs`.
 * @template T
 * @param {string} url
 * @param {(answer: Response, alive: () => void) => Promise<T>} consume
 * @param {number} [patience]
 * @returns {Promise<T | null>}
 */
async function get(url, consume, patience = stallMs) {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new Error(`no data for ${patience / 1000} s`)), patience);
  try {
    const answer = await fetch(url, { signal: stalled.signal });
    if (answer.status === 404 || answer.status === 410) {
      await answer.body?.cancel();
      return null;
    }
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return await consume(answer, () => timer.refresh());
  } catch (error) {
    // fetch says only "fetch failed"; what happened is in the cause.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Unreachable(`${new URL(url).host}: ${reasonOf(cause)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The text at a URL, null when there is none.
 * @param {string} url
 * @param {number} [patience]
 */
export const fetchText = (url, patience) => get(url, (answer) => answer.text(), patience);

/**
 * Whether there is something at a URL, without reading it.
 * @param {string} url
 * @param {number} [patience]
 */
export async function exists(url, patience) {
  return (await get(url, async (answer) => (await answer.body?.cancel(), true), patience)) ?? false;
}

/**
 * Writes what is at a URL to `file` and returns its SHA-256 in hex; null when there is nothing.
 * @param {string} url
 * @param {string} file
 * @param {number} [patience]
 */
export function fetchFile(url, file, patience) {
  return get(
    url,
    async (answer, alive) => {
      const hash = createHash('sha256');
      const tap = async function* () {
        for await (const chunk of answer.body ?? []) {
          alive();
          hash.update(chunk);
          yield chunk;
        }
      };
      await pipeline(tap, createWriteStream(file));
      return hash.digest('hex');
    },
    patience,
  );
}
