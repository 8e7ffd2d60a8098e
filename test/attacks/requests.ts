import { gzipSync } from 'node:zlib';

export interface Attack {
  /** The request line and headers besides Host, Authorization and Content-Type; a body of JSON by default. */
  line?: string;
  headers?: string[];
  body?: string | Buffer;
  /** The whole of it, instead of all that. */
  bytes?: () => string | Buffer;
  /** The answers' statuses; none when the server just hangs up. */
  statuses: number[];
  /** What must not be in the answer. */
  hides?: RegExp;
}

const ask = JSON.stringify({ query: '{ workflows { name } }' });
const mutation =
  'mutation { createUpload(input: { filename: "x", contentType: "image/png", bytes: 1 }) { __typename } }';
const done = /"data":\{"createUpload|"data":\{"startProbe/;

/** The bytes of one, with a key. */
export function request({ line = 'POST /graphql HTTP/1.1', headers, body = ask }: Attack, key: string): Buffer {
  const bytes = Buffer.from(body);
  const given = (headers ?? []).join('\n').toLowerCase();
  const head = [
    line,
    ...(/^host *:/m.test(given) ? [] : ['Host: localhost']),
    ...(/^authorization:/m.test(given) ? [] : [`Authorization: Bearer ${key}`]),
    ...(/^content-type:/m.test(given) ? [] : ['Content-Type: application/json']),
    ...(/^(content-length|transfer-encoding) *:/m.test(given) ? [] : [`Content-Length: ${bytes.length}`]),
    ...(headers ?? []),
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}
const get = (query: string, method = 'GET', headers: string[] = []) => ({
  line: `${method} /graphql?query=${encodeURIComponent(query)} HTTP/1.1`,
  headers,
  body: '',
});
export const json = (value: unknown) => ({ body: JSON.stringify(value) });
const smuggled = 'GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n';
const chunked = (body: string) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;

/** What is sent as one request, or looks like one, and how it is answered. */
export const attacks: Record<string, Attack> = {
  // Two servers in a row that do not agree where a request ends.
  'a length and chunks': {
    headers: ['Content-Length: 4', 'Transfer-Encoding: chunked'],
    body: `0\r\n\r\n${smuggled}`,
    statuses: [400],
  },
  'chunks and a length': {
    headers: ['Transfer-Encoding: chunked', 'Content-Length: 4'],
    body: `0\r\n\r\n${smuggled}`,
    statuses: [400],
  },
  'two lengths': { headers: ['Content-Length: 5', `Content-Length: ${ask.length}`], statuses: [400] },
  'a list of lengths': { headers: [`Content-Length: ${ask.length}, 5`], statuses: [400] },
  'a length with a sign': { headers: [`Content-Length: +${ask.length}`], statuses: [400] },
  'a negative length': { headers: ['Content-Length: -1'], statuses: [400] },
  'a length in hex': { headers: ['Content-Length: 0x20'], statuses: [400] },
  'a length that no number holds': { headers: [`Content-Length: ${'9'.repeat(30)}`], statuses: [400] },
  'an encoding that is no encoding': {
    headers: ['Transfer-Encoding: xchunked'],
    body: chunked(ask),
    statuses: [400],
  },
  'chunks that are something else at last': {
    headers: ['Transfer-Encoding: chunked, identity'],
    body: chunked(ask),
    statuses: [400],
  },
  'an encoding on two lines': {
    headers: ['Transfer-Encoding:', ' chunked'],
    body: `${chunked(ask)}${smuggled}`,
    statuses: [400],
  },
  'an encoding with a space before the colon': {
    headers: ['Transfer-Encoding : chunked'],
    body: `0\r\n\r\n${smuggled}`,
    statuses: [400],
  },
  'a chunk of a length that no number holds': {
    headers: ['Transfer-Encoding: chunked'],
    body: `${'f'.repeat(20)}\r\n${ask}`,
    statuses: [400],
  },
  'a chunk that is longer than it says': {
    headers: ['Transfer-Encoding: chunked'],
    body: `5\r\n${ask}\r\n0\r\n\r\n`,
    statuses: [400],
  },
  // The server's own language, misused.
  'no host': { bytes: () => `POST /graphql HTTP/1.1\r\nContent-Length: 0\r\n\r\n`, statuses: [400] },
  'a version that is none': { line: 'POST /graphql HTTP/9.9', statuses: [400] },
  'HTTP/2 without asking': { bytes: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', statuses: [400] },
  'a way to HTTP/2': {
    headers: ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
    statuses: [405],
  },
  'a tunnel': { line: 'CONNECT 127.0.0.1:22 HTTP/1.1', body: '', statuses: [] },
  'another site to ask for': { line: 'POST http://127.0.0.1:1/graphql HTTP/1.1', statuses: [404] },
  TLS: { bytes: () => Buffer.from('16030100050100000103', 'hex'), statuses: [400] },
  'a null byte in a header': { headers: ['X-A: a\0b'], statuses: [400] },
  'a header without a name': { headers: [': x'], statuses: [400] },
  'a line that only feeds': { bytes: () => `GET /graphql HTTP/1.1\nHost: localhost\n\n`, statuses: [400] },
  'a header of a hundred thousand bytes': { headers: [`X-A: ${'a'.repeat(100_000)}`], statuses: [431] },
  'ten thousand headers': { headers: Array.from({ length: 10_000 }, (_, n) => `X-${n}: a`), statuses: [431] },
  'an address of a million bytes': { line: `GET /graphql?query=${'a'.repeat(1_000_000)} HTTP/1.1`, statuses: [431] },
  'an expectation that nobody has': { headers: ['Expect: 200-ok'], statuses: [417] },
  'a header that the answer would repeat': {
    ...get('{ x }'),
    line: 'GET /%0d%0aSet-Cookie:%20stolen=1 HTTP/1.1',
    statuses: [404],
    hides: /^set-cookie/im,
  },
  'a script that the answer would repeat': {
    ...get('{ x }'),
    line: 'GET /<script>alert(1)</script> HTTP/1.1',
    headers: ['Accept: text/html'],
    statuses: [404],
    hides: /content-type: text\/html/i,
  },
  'a folder above': {
    ...get('{ x }'),
    line: 'GET /graphql/../../../etc/passwd HTTP/1.1',
    statuses: [404],
    hides: /root:/,
  },
  'another name for a path': { ...get('{ x }'), line: 'GET /GraphQL;x=1 HTTP/1.1', statuses: [404] },
  // Who may ask, and how.
  'a first key that is wrong, and one that is right': {
    headers: ['Authorization: Bearer tgk_wrong', 'Authorization: Bearer OPERATOR'],
    statuses: [401],
  },
  'nobody, with a body that is not read': {
    headers: ['Authorization: Bearer tgk_wrong', 'Content-Length: 1000000'],
    body: 'x',
    statuses: [401],
  },
  'nobody, with many requests at once': {
    bytes: () =>
      Buffer.concat(
        Array.from({ length: 200 }, () => request({ headers: ['Authorization: Bearer x'], statuses: [] }, 'x')),
      ),
    statuses: [401],
  },
  'a mutation by GET': { ...get(mutation), statuses: [405], hides: done },
  'a mutation by HEAD': { ...get(mutation, 'HEAD'), statuses: [405], hides: done },
  'a mutation by a method that is said elsewhere': {
    ...get(mutation, 'GET', ['X-HTTP-Method-Override: POST']),
    statuses: [405],
    hides: done,
  },
  'a mutation among queries by GET': { ...get(`query A { __typename } ${mutation}`), statuses: [400], hides: done },
  'a subscription by GET': { ...get('subscription { runs { id } }'), statuses: [406] },
  PUT: { line: 'PUT /graphql HTTP/1.1', statuses: [405] },
  PATCH: { line: 'PATCH /graphql HTTP/1.1', statuses: [405] },
  DELETE: { line: 'DELETE /graphql HTTP/1.1', statuses: [405] },
  TRACE: { line: 'TRACE /graphql HTTP/1.1', body: '', statuses: [405], hides: /tgk_/ },
  'a page of another site': { headers: ['Origin: https://evil.example'], statuses: [403], hides: /access-control/i },
  'a page of no site': { headers: ['Origin: null'], statuses: [403], hides: /access-control/i },
  'a page of a site with a name like ours': {
    headers: ['Host: api.example', 'Origin: https://api.example.evil.example'],
    statuses: [403],
    hides: /access-control/i,
  },
  'a question of a page of another site': {
    line: 'OPTIONS /graphql HTTP/1.1',
    headers: ['Origin: https://evil.example', 'Access-Control-Request-Method: POST'],
    body: '',
    statuses: [403],
    hides: /access-control/i,
  },
  'a form': {
    headers: ['Content-Type: application/x-www-form-urlencoded'],
    body: `query=${encodeURIComponent(mutation)}`,
    statuses: [415],
    hides: done,
  },
  'a form with files': {
    headers: ['Content-Type: multipart/form-data; boundary=x'],
    body: `--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query: mutation })}\r\n--x--\r\n`,
    statuses: [415],
    hides: done,
  },
  'JSON as plain text': {
    headers: ['Content-Type: text/plain'],
    ...json({ query: mutation }),
    statuses: [415],
    hides: done,
  },
  'JSON in a list of types': {
    headers: ['Content-Type: text/plain, application/json'],
    ...json({ query: mutation }),
    statuses: [415],
    hides: done,
  },
  // Bodies.
  'several operations at once': {
    body: JSON.stringify([{ query: mutation }, { query: mutation }]),
    statuses: [400],
    hides: done,
  },
  'a body of two megabytes': { body: 'x'.repeat(2_000_000), statuses: [413] },
  'chunks of two megabytes': {
    headers: ['Transfer-Encoding: chunked'],
    body: `${`1000\r\n${'x'.repeat(4096)}\r\n`.repeat(500)}0\r\n\r\n`,
    statuses: [413],
  },
  'a body that is compressed': {
    headers: ['Content-Encoding: gzip'],
    body: gzipSync(JSON.stringify({ query: mutation })),
    statuses: [415],
    hides: done,
  },
  'a body that says it is compressed': {
    headers: ['Content-Encoding: gzip'],
    ...json({ query: mutation }),
    statuses: [415],
    hides: done,
  },
  'a body in UTF-16': { body: Buffer.from(`\ufeff${ask}`, 'utf16le'), statuses: [400] },
  'a body that says it is in UTF-16': {
    headers: ['Content-Type: application/json; charset=utf-16'],
    body: Buffer.from(ask, 'utf16le'),
    statuses: [400],
  },
  'a body that is not UTF-8': {
    body: Buffer.concat([
      Buffer.from('{"query":"{ __typename }","variables":{"a":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}}'),
    ]),
    statuses: [200],
  },
  'overlong UTF-8': {
    body: Buffer.concat([Buffer.from('{"query":"{ __typename }'), Buffer.from([0xc0, 0xa0]), Buffer.from('"}')]),
    statuses: [200],
    hides: /"data"/,
  },
  'a list that is a hundred thousand deep': {
    body: `{"query":"query($id: ID!) { run(id: $id) { id } }","variables":{"id":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    statuses: [200],
    hides: /"data":\{/,
  },
  'objects that are a hundred thousand deep': {
    body: `{"query":"{ __typename }","variables":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
    statuses: [200],
  },
  'deep JSON in what is not known': {
    body: `{"query":"{ __typename }","extensions":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
    statuses: [200],
  },
  'a number that no number holds': {
    ...json({ query: '{ runs(first: 99999999999999999999) { edges { cursor } } }' }),
    statuses: [200],
    hides: /"data":\{/,
  },
  'a prototype beside the query': {
    body: `{"query":"{ __typename }","__proto__":{"polluted":true}}`,
    statuses: [400],
  },
  'variables in the address that are no JSON': {
    line: 'GET /graphql?query=%7B__typename%7D&variables=%7B HTTP/1.1',
    body: '',
    statuses: [400],
  },
  'extensions in the address that are no JSON': {
    line: 'GET /graphql?query=%7B__typename%7D&extensions=x HTTP/1.1',
    body: '',
    statuses: [400],
  },
  'the same key twice': {
    body: `{"query":${JSON.stringify(mutation)},"query":"{ __typename }"}`,
    statuses: [200],
    hides: done,
  },
  'a document kept elsewhere': {
    ...json({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }),
    statuses: [200],
  },
};
