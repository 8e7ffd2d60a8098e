import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { send } from '../../test/http-client.ts';
import { serve, useHttpServer } from '../../test/http-server.ts';

const server = useHttpServer();
const json = { 'content-type': 'application/json' };
const page = { accept: 'text/html' };

test.for([
  ['an answer', '/graphql', { headers: json, body: '{"query":"{hello}"}' }, 200],
  [
    'a stream',
    '/graphql',
    { headers: { ...json, accept: 'text/event-stream' }, body: '{"query":"subscription{count(to:1)}"}' },
    200,
  ],
  ['a mistake', '/graphql', { headers: json, body: '{' }, 400],
  ['a refusal', '/graphql', { headers: { 'content-type': 'text/plain' }, body: 'x' }, 415],
  ['the playground', '/graphql', { headers: page }, 200],
  ['a sign of life', '/live', {}, 200],
  ['the way to the playground', '/', {}, 302],
  ['nothing', '/nothing', {}, 404],
] as const)('%s tells browsers to be careful', async ([, path, request, status]) => {
  const answer = await send(server.url + path, request);
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'content-security-policy': expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'/),
  });
  expect(answer.headers).not.toHaveProperty('strict-transport-security');
  expect(answer.headers).not.toHaveProperty('x-powered-by');
});

test('TLS is asked for ever after where a trusted proxy says that there is some', async () => {
  const tls = { headers: { 'x-forwarded-proto': 'https' } };
  const { app, url } = await serve({ TRUST_PROXY: '1' });
  onTestFinished(() => app.close());
  expect((await send(`${url}/live`, tls)).headers['strict-transport-security']).toMatch(/^max-age=\d{8}$/);
  expect((await send(`${url}/live`)).headers).not.toHaveProperty('strict-transport-security');
  expect((await send(`${server.url}/live`, tls)).headers, 'anyone may say so').not.toHaveProperty(
    'strict-transport-security',
  );
});

test('the playground runs its own script and nothing else, and loads nothing from anywhere', async () => {
  const { headers, body } = await send(`${server.url}/graphql`, { headers: page });
  expect(headers['content-type']).toContain('text/html');
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*(unsafe-inline|self|data:|blob:)/);
  const scripts = [...body.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)];
  expect(scripts).toHaveLength(1);
  for (const [, attributes, text] of scripts) {
    expect(attributes).toBe('');
    expect(policy).toContain(`'sha256-${createHash('sha256').update(text!).digest('base64')}'`);
  }
  const markup = body.replace(/<script>[^]*?<\/script>/g, '').replace(/data:[^"')]+/g, '');
  expect(markup).not.toMatch(/(src|href)=(?!""|''|>|\s)|@import|url\((?!['"]?\))[^)]*https?:/);
});
