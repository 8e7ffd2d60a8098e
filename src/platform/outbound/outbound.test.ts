import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waitFor } from '../../../test/wait-for.ts';
import { toAllowedUrl } from './allowed-url.ts';
import { createOutbound } from './outbound.ts';
import { internet, type Network } from './public-connect.ts';

/** What a server on the public internet, played by 127.0.0.1, answers by path. */
const pages: Record<string, (response: http.ServerResponse, request: http.IncomingMessage) => void> = {
  '/text?a=b': (response) => response.setHeader('content-type', 'text/plain; charset=utf-8').end('hello'),
  '/missing': (response) => response.writeHead(404).end('none'),
  '/echo': (response, { headers }) => response.end(JSON.stringify(headers)),
  '/loop': (response) => redirect(response, '/loop'),
  '/twice': (response) => redirect(response, '/once'),
  '/once': (response) => redirect(response, '/text?a=b', 307),
  '/endless-redirect': (response) => {
    response.writeHead(302, { location: '/text?a=b' });
    pour(response);
  },
  '/endless': pour,
  '/announced': (response) => response.writeHead(200, { 'content-length': '1000000' }).write('x'),
  '/exactly': (response) => response.end(Buffer.alloc(1000)),
  '/cut': (response) => {
    response.writeHead(200, { 'content-length': '10' }).write('12345');
    setImmediate(() => response.destroy());
  },
  '/bomb': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(10 ** 7))),
  '/silent': () => undefined,
  '/stalls': (response) => response.writeHead(200).write('x'),
};
const redirect = (response: http.ServerResponse, location: string, status = 302) =>
  response.writeHead(status, { location }).end('moved');
function pour(response: http.ServerResponse) {
  const chunk = randomBytes(64 * 1024);
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
}

let port: number;
/** Connections that reached the server, by whatever address. */
let connections = 0;
let open = 0;
const server = http.createServer((request, response) => {
  const { searchParams, pathname } = new URL(request.url!, 'http://x');
  const target = searchParams.get('to');
  if (pathname === '/to') redirect(response, target!);
  else (pages[request.url!] ?? pages['/missing']!)(response, request);
});
server.on('connection', (socket) => {
  connections++;
  open++;
  socket.once('close', () => open--);
});
beforeAll(async () => {
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  connections = 0;
});

/** Names and what they resolve to, one answer after the other; the last one stays. 0.0.0.0 reaches this machine too. */
function networkOf(names: Record<string, string[][]>): Network {
  return {
    lookup(name, _options, done) {
      const answers = names[name];
      const addresses = answers && answers.length > 1 ? answers.shift() : answers?.[0];
      if (addresses)
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
      else done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), []);
    },
    isAllowed: (address) => address === '127.0.0.1' || internet.isAllowed(address),
  };
}
const names = () => networkOf({ 'public.test': [['127.0.0.1']], 'private.test': [['0.0.0.0']] });

async function textOf(body: AsyncIterable<Uint8Array>) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
interface Request {
  network?: Network;
  maxBytes?: number;
  timeoutMs?: number;
  signal?: AbortSignal;
}
const get = (path: string, { network = names(), maxBytes = 1000, timeoutMs = 30_000, signal }: Request = {}) =>
  createOutbound(network).get(
    path.startsWith('/') ? `http://public.test:${port}${path}` : path,
    { maxBytes, timeoutMs, signal },
    async ({ body, ...answer }) => ({ ...answer, text: await textOf(body) }),
  );
const failure = async (...request: Parameters<typeof get>) => {
  const error: unknown = await get(...request).then(
    () => Promise.reject(new Error('It was fetched.')),
    (reason: unknown) => reason,
  );
  return error as Error & { code: string };
};
const notPublic = 'This URL may not be fetched. Its host does not exist, or is not on the public internet.';

describe('a URL of the public internet', () => {
  test('is fetched, with its type and whatever status it has', async () => {
    expect(await get('/text?a=b')).toEqual({ status: 200, contentType: 'text/plain; charset=utf-8', text: 'hello' });
    expect(await get('/missing')).toEqual({ status: 404, contentType: null, text: 'none' });
  });

  test('is followed where it redirects to', async () => {
    expect(await get('/twice')).toMatchObject({ status: 200, text: 'hello' });
    expect(await get('/endless-redirect')).toMatchObject({ text: 'hello' });
  });

  test('learns nothing about the caller', async () => {
    expect(JSON.parse((await get('/echo')).text)).toEqual({
      host: `public.test:${port}`,
      connection: expect.any(String),
      accept: '*/*',
      'accept-encoding': 'identity',
      'user-agent': 'Tempograph',
    });
  });

  test('may have exactly the size that is allowed', async () => {
    expect((await get('/exactly')).text).toHaveLength(1000);
  });

  test('leaves no connection open, also when its body is not read', async () => {
    const outbound = createOutbound(names());
    const limits = { maxBytes: 1000, timeoutMs: 30_000 };
    expect(await outbound.get(`http://public.test:${port}/endless`, limits, ({ status }) => status)).toBe(200);
    const unsuitable = outbound.get(`http://public.test:${port}/endless`, limits, () => {
      throw new Error('of the reader');
    });
    await expect(unsuitable).rejects.toThrow('of the reader');
    await waitFor('no open connection', () => open === 0);
  });
});

describe('a host that is not public', () => {
  test.for([
    ['a name of this machine', 'http://localhost:PORT/'],
    ['a name of a private network', 'http://private.test:PORT/'],
    ['a name with a dot behind it', 'http://localhost.:PORT/'],
    ['its address', 'http://127.1.1.1:PORT/'],
    ['no address', 'http://0:PORT/'],
    ['a decimal number', 'http://2130706689:PORT/'],
    ['hexadecimal', 'http://0x7f.0x0.0x1.0x1:PORT/'],
    ['octal', 'http://0177.0.0401:PORT/'],
    ['other digits', 'http://①②⑦.1.1.1:PORT/'],
    ['IPv6', 'http://[::1]:PORT/'],
    ['IPv4 in IPv6', 'http://[::ffff:127.0.0.1]:PORT/'],
    ['a redirect to a name', '/to?to=http%3A%2F%2Fprivate.test%3APORT%2F'],
    ['a redirect to an address', '/to?to=http%3A%2F%2F0.0.0.0%3APORT%2F'],
    ['a redirect without a scheme', '/to?to=%2F%2F0.0.0.0%3APORT%2F'],
  ] as const)('is not connected to by %s', async ([, url]) => {
    const network = url.includes('localhost') ? internet : names();
    const error = await failure(url.replace('PORT', String(port)), { network });
    expect(error).toMatchObject({ code: 'URL_NOT_ALLOWED', message: notPublic });
    expect(error.cause).toBeUndefined();
    expect(connections).toBe(url.startsWith('/') ? 1 : 0);
  });

  test('is refused in the same words as one that does not exist', async () => {
    const missing = await failure(`http://missing.test:${port}/`);
    const present = await failure(`http://private.test:${port}/`);
    const told = ({ code, message, name }: typeof missing) => ({ code, message, name });
    expect(told(missing)).toEqual(told(present));
  });

  test('is not connected to when only one of its addresses is private', async () => {
    const network = networkOf({ 'mixed.test': [['127.0.0.1', '0.0.0.0']] });
    expect((await failure(`http://mixed.test:${port}/text`, { network })).message).toBe(notPublic);
    expect(connections).toBe(0);
  });

  test('is not connected to by a name that had a public address a moment ago', async () => {
    const network = networkOf({ 'public.test': [['127.0.0.1'], ['0.0.0.0']] });
    expect((await failure('/once', { network })).message).toBe(notPublic);
    expect(connections).toBe(1);
  });

  test('is looked up once per connection, so that no answer comes between the check and its use', async () => {
    let lookups = 0;
    const { lookup, ...network } = names();
    const counted: Network['lookup'] = (...request) => (lookups++, lookup(...request));
    await get('/text?a=b', { network: { ...network, lookup: counted } });
    expect({ lookups, connections }).toEqual({ lookups: 1, connections: 1 });
  });
});

test.for([
  ['no URL', 'URL_NOT_ALLOWED', 'not a valid'],
  ['example.com/photo.jpg', 'URL_NOT_ALLOWED', 'not a valid'],
  ['http://', 'URL_NOT_ALLOWED', 'not a valid'],
  ['file:///etc/passwd', 'URL_NOT_ALLOWED', 'neither https nor http'],
  ['ftp://public.test/', 'URL_NOT_ALLOWED', 'neither https nor http'],
  ['data:text/plain,x', 'URL_NOT_ALLOWED', 'neither https nor http'],
  ['http://user@public.test/', 'URL_NOT_ALLOWED', 'user name'],
  ['http://:password@public.test/', 'URL_NOT_ALLOWED', 'password'],
  ['http://public.test:22/', 'URL_NOT_ALLOWED', 'Its port'],
  ['https://public.test:1023/', 'URL_NOT_ALLOWED', 'Its port'],
  ['/to?to=file%3A%2F%2F%2Fetc%2Fpasswd', 'URL_NOT_ALLOWED', 'neither https nor http'],
  ['/to?to=http%3A%2F%2Fuser%40public.test%2F', 'URL_NOT_ALLOWED', 'user name'],
  ['/to?to=http%3A%2F%2Fpublic.test%3A25%2F', 'URL_NOT_ALLOWED', 'Its port'],
  ['/endless', 'URL_ANSWER_REFUSED', 'more than 1000 bytes'],
  ['/announced', 'URL_ANSWER_REFUSED', 'more than 1000 bytes'],
  ['/bomb', 'URL_ANSWER_REFUSED', 'compressed'],
  ['/cut', 'URL_UNREACHABLE', 'No complete answer'],
] as const)('%s is %s', async ([url, code, message]) => {
  expect(await failure(url)).toMatchObject({ code, message: expect.stringContaining(message) });
  await waitFor('no open connection', () => open === 0);
});

test('a server that does not speak, or does not speak the protocol, is not described', async () => {
  const closed = http.createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port: nobody } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const message = 'No complete answer came from this URL in time.';
  for (const url of [`http://public.test:${nobody}/`, `https://public.test:${port}/`])
    expect(await failure(url)).toMatchObject({ code: 'URL_UNREACHABLE', message });
});

test('redirects are followed five times', async () => {
  expect(await failure('/loop')).toMatchObject({
    code: 'URL_ANSWER_REFUSED',
    message: expect.stringContaining('5 times'),
  });
  expect(connections).toBe(6);
});

describe('time', () => {
  const deaf: Network = { ...names(), lookup: () => undefined };
  test.for([
    ['the lookup', '/text', deaf],
    ['the head of the answer', '/silent', names()],
    ['its body', '/stalls', names()],
    ['a body without end', '/endless', names()],
  ] as const)('is limited for %s', async ([, path, network]) => {
    const started = performance.now();
    const error = await failure(path, { network, timeoutMs: 300, maxBytes: Infinity });
    expect(error).toMatchObject({ code: 'URL_UNREACHABLE', transient: true });
    expect(performance.now() - started).toBeLessThan(5000);
    await waitFor('no open connection', () => open === 0);
  });

  test('that passes while nobody reads ends the body all the same', async () => {
    const limits = { maxBytes: Infinity, timeoutMs: 300 };
    const late = createOutbound(names()).get(`http://public.test:${port}/endless`, limits, async ({ body }) => {
      await waitFor('the end of the connection', () => open === 0);
      return textOf(body);
    });
    await expect(late).rejects.toMatchObject({ code: 'URL_UNREACHABLE' });
  });

  test.for(['/silent', '/stalls'])('ends when the caller says so: %s', async (path) => {
    const abort = new AbortController();
    const reason = new Error('cancelled');
    const refused = expect(get(path, { signal: abort.signal })).rejects.toBe(reason);
    await waitFor('the connection', () => connections === 1);
    abort.abort(reason);
    await refused;
    await expect(get(path, { signal: abort.signal })).rejects.toBe(reason);
    expect(connections).toBe(1);
    await waitFor('no open connection', () => open === 0);
  });
});

test('a redirect from https to http is refused, wherever it leads', () => {
  expect(() => toAllowedUrl('http://public.test/', new URL('https://public.test/'))).toThrow('from https to http');
  expect(toAllowedUrl('//public.test/a', new URL('https://x.test/')).href).toBe('https://public.test/a');
  expect(toAllowedUrl('https://public.test/a', new URL('http://x.test/')).href).toBe('https://public.test/a');
});
