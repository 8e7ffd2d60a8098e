import { createGraph } from './graph.ts';
import { createInstagram } from './instagram.ts';
import { createPage } from './page.ts';

/** Where Meta's Graph API is, and which version of it is spoken. */
export interface MetaSettings {
  /** Without the version, and without a slash at the end. */
  baseUrl: string;
  version: string;
}

export type Meta = ReturnType<typeof createMeta>;

/**
 * Meta's Graph API. Each function is one request with a deadline, and is never repeated by itself. It throws MetaError, or
 * the reason of its signal when that has ended it. Tokens travel in a header only.
 */
export function createMeta(settings: MetaSettings) {
  const call = createGraph(settings);
  return {
    page: (token: string, pageId: string) => createPage(call, token, pageId),
    instagram: (token: string, accountId: string) => createInstagram(call, token, accountId),
  };
}
