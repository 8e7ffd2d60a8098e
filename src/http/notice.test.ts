import { afterAll, beforeAll, expect, test } from 'vitest';
import { post, send } from '../../test/http-client.ts';
import { serve } from '../../test/http-server.ts';
import { openSocket } from '../../test/open-socket.ts';
import { sse } from '../../test/sse-client.ts';
import { waitFor } from '../../test/wait-for.ts';

const notice = 'Nothing here is <real>.';
let url = '';
let close: () => Promise<void>;
beforeAll(async () => {
  const served = await serve({}, { notice });
  ({ url } = served);
  close = () => served.app.close();
});
afterAll(() => close());

test('every answer has the notice in its extensions, whatever it is asked over', async () => {
  const said = { extensions: { notice } };
  const { body } = await post(url, '{ hello }');
  expect(JSON.parse(body)).toEqual({ data: { hello: 'hello world' }, ...said });
  const events: unknown[] = [];
  for await (const { event, data } of sse(url, 'subscription { count(to: 2) }'))
    if (event === 'next') events.push(data);
  expect(events).toEqual([1, 2].map((count) => ({ data: { count }, ...said })));
  const { messages, subscribe } = await openSocket(url);
  subscribe('subscription { count(to: 1) }');
  const next = await waitFor('an answer', () => messages.find(({ type }) => type === 'next'));
  expect(next.payload).toEqual({ data: { count: 1 }, ...said });
});

test.each(['/graphql', '/decide/unknown'])('the page at %s shows it, as text', async (path) => {
  const { body } = await send(`${url}${path}`, { headers: { accept: 'text/html' } });
  expect(body).toMatch(/<body[^>]*><p role="note">Nothing here is &lt;real>\.<\/p>/);
  expect(body).toMatch(/<style>[^<]*\[role=note\]\{/);
});

test('without one nobody is told anything', async () => {
  const { app, url } = await serve();
  expect((await post(url, '{ hello }')).body).toBe('{"data":{"hello":"hello world"}}');
  expect((await send(`${url}/graphql`, { headers: { accept: 'text/html' } })).body).not.toContain('role="note"');
  await app.close();
});
