import { afterAll, afterEach, beforeAll } from 'vitest';
import { startFakeMeta, type FakeMeta } from '../src/local/fake-meta/fake-meta.ts';
import { noteSecret } from './note-secret.ts';

interface UsedMeta {
  meta: FakeMeta;
  /** A page with an Instagram account. Its token is in `META_TOKEN_TEST` of `env`. */
  pageId: string;
  instagramId: string;
  token: string;
  env: Record<string, string>;
}

type Options = Parameters<typeof startFakeMeta>[0] & { concurrent?: boolean };

/**
 * Call at the top of a test file: a Meta that is none, for all of its tests. Each test finds it without posts, unless they
 * run at a time: then nothing is forgotten between them.
 */
export function useFakeMeta({ concurrent = false, ...options }: Options = {}): UsedMeta {
  const used = {} as UsedMeta;
  beforeAll(async () => {
    const meta = await startFakeMeta(options);
    const brand = meta.addBrand({ name: 'Test' });
    noteSecret({ name: 'META_TOKEN_TEST', value: brand.token });
    Object.assign(used, { meta, ...brand, env: { META_BASE_URL: meta.url, META_TOKEN_TEST: brand.token } });
  });
  afterEach(() => concurrent || used.meta.reset());
  afterAll(() => used.meta.close());
  return used;
}
