import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { GraphQLSchema } from 'graphql';
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { bannerStyle, withBanner } from './banner.ts';
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
  const styled = graphiql.replace('</head>', () => `<style>${bannerStyle}</style></head>`);
  const page = withBanner(styled, notice);
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policyOf(page) };
  const bytes = Buffer.from(page);
  return (response: ServerResponse) => void response.writeHead(200, headers).end(bytes);
}

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
