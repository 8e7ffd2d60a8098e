import { expect, test } from 'vitest';
import { parseSource, readSources, type Source } from './source.ts';

/** What may open HTTP connections, and to where. */
const places: readonly [pattern: RegExp, why: string][] = [
  [/^src\/platform\/outbound\//, 'what a user names, after it has been checked'],
  [/^src\/platform\/probe\.ts$/, 'our own API and storage, at the addresses that whoever runs the server has chosen'],
  [/^src\/platform\/webhook\.ts$/, 'the webhook that whoever runs the server has chosen'],
  [/^src\/platform\/meta\/exchange\.ts$/, 'Meta, at the address that whoever runs the server has chosen'],
  [
    /^src\/platform\/ai\/(connect|hugging-face-images|provider-fetch|linked-image)\.ts$/,
    'providers, at the address that whoever runs the server has chosen',
  ],
  [/^src\/local\/fake-meta\/fetch-photo\.ts$/, 'a photo, as Meta itself would'],
  [/^src\/local\/s3-server\.ts$/, 'the embedded server, to see whether it is up'],
  [/^workers\/core-metrics\.ts$/, 'our own process, whose Temporal core serves its metrics on loopback'],
  [/^src\/cli\/(api\/exchange|health)\.ts$/, 'our own API, at the address that whoever runs the command has chosen'],
  [/^src\/platform\/geo\/range-source\.ts$/, 'storage, by the method that geotiff calls `fetch`'],
  [/^src\/dashboard\/api\/ask\.ts$/, 'the API that the page is from, in a browser'],
  [/^src\/dashboard\/run-progress\/follow-run\.ts$/, 'the API that the page around names, in a browser'],
  [/^src\/local\/demo\.ts$/, 'the links that our own API gives'],
];
const rule = 'only src/platform/outbound opens HTTP connections; use createOutbound, which checks where they lead.';
const clients = /^(node:)?(http|https|http2)$/;
/** What a server needs of the same modules. */
const serverNames = ['createServer', 'Server', 'IncomingMessage', 'IncomingHttpHeaders', 'ServerResponse'];

const opensConnections = ({ words, imports }: Source) =>
  words.includes('fetch') ||
  imports.some(
    ({ specifier, names, runtime }) =>
      /^undici(\/|$)/.test(specifier) ||
      (runtime && clients.test(specifier) && (names.length === 0 || names.some((name) => !serverNames.includes(name)))),
  );
const breaches = (sources: readonly Source[]) =>
  sources
    .filter(({ file }) => !places.some(([pattern]) => pattern.test(file)))
    .filter(opensConnections)
    .map(({ file }) => `${file}: ${rule}`);

const product = readSources(['prompts', 'schema', 'src', 'workers']).filter(({ file }) => !file.endsWith('.test.ts'));

test('HTTP connections are opened where their target is checked, or is our own', () => {
  expect(breaches(product)).toEqual([]);
});

test('every place that may open them does', () => {
  const used = places.map(([pattern]) =>
    product.some((source) => pattern.test(source.file) && opensConnections(source)),
  );
  expect(used).toEqual(places.map(() => true));
});

test.each([
  `await fetch('https://example.com')`,
  `globalThis['fetch']('https://example.com')`,
  `const { fetch: load } = globalThis`,
  `import { request } from 'node:https'`,
  `import http from 'node:http'; http.get('http://example.com')`,
  `import * as http from 'http'`,
  `const http = await import('node:http')`,
  `export * from 'node:https'`,
  `import { connect } from 'node:http2'`,
  `import { request } from 'undici'`,
  `import type { Agent } from 'undici'`,
])('the rule sees %s', (code) => {
  expect(breaches([parseSource('src/services/x.ts', code)])).toEqual([`src/services/x.ts: ${rule}`]);
});

test.each([
  `import { createServer, type IncomingMessage } from 'node:http'`,
  `import type { Agent } from 'node:http'`,
  `const text = 'to fetch a URL' // fetch('http://example.com')`,
])('the rule lets pass %s', (code) => {
  expect(breaches([parseSource('src/app.ts', code)])).toEqual([]);
});
