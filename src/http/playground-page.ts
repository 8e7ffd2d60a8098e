import type { GraphQLSchema } from 'graphql';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { moduleUrl } from '../platform/module-url.ts';
import { startModule } from '../platform/start-module.ts';
import type { MadePage, PageParts } from './playground-thread.ts';
import { playgroundTabs } from './playground.ts';

/**
 * The playground, from its npm package and not from a CDN. A page is asked for before anyone can say who they are, so
 * `named` says whether it may name what is in the schema.
 *
 * It is made when first asked for, in a thread that ends: the package takes 40 MB that nothing gives back otherwise.
 */
export function createPlaygroundPage(schema: GraphQLSchema, named: boolean, notice?: string) {
  let made: Promise<MadePage> | undefined;
  return async (response: ServerResponse): Promise<void> => {
    made ??= makePage({ tabs: named ? playgroundTabs(schema) : [], notice });
    try {
      const { bytes, policy } = await made;
      const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
      response.writeHead(200, headers).end(bytes);
    } catch (error) {
      made = undefined; // who asks next has it tried again
      throw error;
    }
  };
}

async function makePage(parts: PageParts): Promise<MadePage> {
  const thread = startModule(moduleUrl('./playground-thread', import.meta.url), parts);
  const [page] = (await once(thread, 'message')) as [MadePage];
  return page;
}
