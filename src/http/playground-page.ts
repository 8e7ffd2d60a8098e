import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { GraphQLSchema } from 'graphql';
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { playgroundTabs } from './playground.ts';

/**
 * The playground, from its npm package and not from a CDN. A page is asked for before anyone can say who they are, so
 * `named` says whether it may name what is in the schema.
 */
export function createPlaygroundPage(schema: GraphQLSchema, named: boolean, notice?: string) {
  const graphiql = renderGraphiQL({
    title: 'Tempograph',
    subscriptionsProtocol: 'SSE', // which takes the key that is given as a header
    defaultTabs: named ? playgroundTabs(schema) : [],
  }).trimStart();
  const page = notice ? graphiql.replace(/<body[^>]*>/, (body) => `${body}${banner(notice)}`) : graphiql;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policyOf(page) };
  const bytes = Buffer.from(page);
  return (response: ServerResponse) => void response.writeHead(200, headers).end(bytes);
}

/** Over everything else, where it hides nothing that one clicks. */
const banner = (notice: string) =>
  `<p role="note" style="position:fixed;z-index:9;bottom:0;width:100%;margin:0;padding:.4em;text-align:center;` +
  `font:14px sans-serif;color:#000;background:#fc3;pointer-events:none">${notice.replaceAll('<', '&lt;')}</p>`;

/**
 * Its own script alone, by its hash, and nothing from anywhere else. The editor writes styles as it goes, and runs its
 * workers from texts inside the script.
 */
function policyOf(page: string): string {
  const scripts = [...page.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text!);
  const hashes = scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
