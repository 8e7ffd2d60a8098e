import * as z from 'zod';
import type { Storage } from '../../../src/platform/storage.ts';
import { batchItem, type BatchItem } from './contract.ts';

const pageContent = z.array(batchItem);

/** Makes what reads a page of a stored manifest. */
export const createManifestPage =
  (storage: Storage) =>
  async (
    { prefix, page }: { prefix: string; page: number },
    { signal }: { signal: AbortSignal },
  ): Promise<{ items: BatchItem[] }> => {
    const bytes = await storage.read(storage.own(`${prefix}/${page}.json`), { signal });
    return { items: pageContent.parse(JSON.parse(bytes.toString())) };
  };
