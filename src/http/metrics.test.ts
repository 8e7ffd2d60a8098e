import { expect, test } from 'vitest';
import { serve } from '../../test/http-server.ts';
import { send } from '../../test/http-client.ts';

const token = 'm'.repeat(32);
const ask = (url: string, authorization?: string) =>
  send(`${url}/metrics`, { headers: authorization === undefined ? {} : { authorization } });

async function served(env: Record<string, string>, host?: string) {
  const { app, url } = await serve(env, { host });
  return { url, [Symbol.asyncDispose]: app.close };
}

test('who is on this machine reads metrics, and is asked for nothing', async () => {
  await using server = await served({ METRICS_TOKEN: token });
  const { status, headers, body } = await ask(server.url);
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(body).toContain('\ntempograph_subscribers 0\n');
});

test.each([
  ['on a network', { METRICS_TOKEN: token }, '0.0.0.0'],
  ['behind a proxy', { METRICS_TOKEN: token, TRUST_PROXY: '1' }, undefined],
])('%s it takes the token', async (_where, env, host) => {
  await using server = await served(env, host);
  for (const wrong of [undefined, 'Bearer wrong', `Bearer ${token}x`, `Basic ${token}`, token]) {
    const { status, headers, body } = await ask(server.url, wrong);
    expect({ status, challenge: headers['www-authenticate'] }, wrong).toEqual({ status: 401, challenge: 'Bearer' });
    expect(body).not.toContain('tempograph_');
  }
  expect(await ask(server.url, `Bearer ${token}`)).toMatchObject({ status: 200 });
});

test('without a token there is nothing for strangers', async () => {
  await using server = await served({}, '0.0.0.0');
  for (const authorization of [undefined, 'Bearer ', `Bearer ${token}`]) {
    expect(await ask(server.url, authorization)).toMatchObject({ status: 404 });
  }
});
