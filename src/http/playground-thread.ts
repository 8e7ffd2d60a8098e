import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { bannerStyle, withBanner } from './banner.ts';
import type { Tab } from './playground.ts';

/** What this thread is started with. */
export interface PageParts {
  tabs: Tab[];
  notice: string | undefined;
}

/** What it answers. */
export interface MadePage {
  bytes: Uint8Array<ArrayBuffer>;
  /** Its Content-Security-Policy. */
  policy: string;
}

function makePage({ tabs, notice }: PageParts): MadePage {
  const graphiql = renderGraphiQL({
    title: 'Tempograph',
    subscriptionsProtocol: 'SSE', // which takes the key that is given as a header
    defaultTabs: tabs,
  }).trimStart();
  const styled = graphiql.replace('</head>', () => `<style>${bannerStyle}</style></head>`);
  const page = withBanner(styled, notice);
  return { bytes: new TextEncoder().encode(page), policy: policyOf(page) };
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

const page = makePage(workerData as PageParts);
parentPort?.postMessage(page, [page.bytes.buffer]);
