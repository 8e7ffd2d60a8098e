import { createHash } from 'node:crypto';
import type { BatchItem, Manifest } from '../../../workers/kit/batch/contract.ts';
import type { Storage } from '../../platform/storage.ts';

/** A page becomes the result of an activity, which Temporal limits to 2 MB (`limit.blobSize.error`). */
const longestPage = { items: 100, bytes: 500_000 };
/** Pages that are written at a time. */
const atOnce = 8;

/**
 * Stores the items of a batch, as a history must not hold so many. The place is made from what is in it: the same batch
 * has the same manifest, and nothing is overwritten with anything else.
 */
export async function storeManifest(
  storage: Storage,
  workflow: string,
  items: readonly BatchItem[],
): Promise<Manifest> {
  const pages = toPages(items);
  const hash = createHash('sha256').update(workflow);
  for (const page of pages) hash.update('\n').update(page);
  const prefix = `batch/${hash.digest('hex').slice(0, 32)}`;
  for (let from = 0; from < pages.length; from += atOnce) {
    const some = pages.slice(from, from + atOnce);
    await Promise.all(
      some.map((page, index) =>
        storage.write(storage.own(`${prefix}/${from + index}.json`), Buffer.from(page), {
          contentType: 'application/json',
        }),
      ),
    );
  }
  return { prefix, pages: pages.length, items: items.length };
}

/** The items as JSON lists, none too long; an item that is longer than a page has one of its own. */
function toPages(items: readonly BatchItem[]): string[] {
  const pages: string[][] = [];
  let bytes = Infinity;
  for (const item of items) {
    const text = JSON.stringify(item);
    const length = Buffer.byteLength(text);
    if (bytes + length > longestPage.bytes || pages.at(-1)!.length === longestPage.items) {
      pages.push([]);
      bytes = 0;
    }
    pages.at(-1)!.push(text);
    bytes += length;
  }
  return pages.map((page) => `[${page.join()}]`);
}
