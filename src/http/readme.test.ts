import { expect, test } from 'vitest';
import { createTcpProxy } from '../../test/tcp-proxy.ts';
import { serveLive } from '../../test/live-server.ts';
import { readmeWatch } from '../../test/readme-watch.ts';
import { waitFor } from '../../test/wait-for.ts';

const query = 'subscription ($of: ID!) { state(of: $of) { n } }';

test("README's SSE client shows every state, comes back when cut off, and ends with the end", async () => {
  const server = await serveLive();
  const proxy = await createTcpProxy(new URL(server.url).host);
  const watch = await readmeWatch();
  const seen: unknown[] = [];
  const watching = (async () => {
    for await (const result of watch(`http://${proxy.address}/graphql`, query, { of: 'a' })) seen.push(result);
  })();
  const put = async (n: number) => {
    await waitFor('the execution', () => server.following('a') === 1);
    server.put('a', n);
    await waitFor('the state', () => seen.length === n);
  };
  await put(1);
  await put(2);
  await proxy.cut();
  await waitFor('nobody', () => server.following('a') === 0);
  await proxy.restore();
  await put(3);
  server.end('a');
  await watching;
  await proxy.close();
  expect(seen).toEqual([1, 2, 3].map((n) => ({ data: { state: { n } } })));
});

test('it hangs up when it is left, and fails with what is wrong with the question', async () => {
  const server = await serveLive();
  const watch = await readmeWatch();
  const states = watch(`${server.url}/graphql`, query, { of: 'a' });
  const first = states.next();
  await waitFor('the execution', () => server.following('a') === 1);
  server.put('a', 1);
  await first;
  await states.return(undefined);
  await waitFor('nobody', () => server.following('a') === 0);
  const wrong = await watch(`${server.url}/graphql`, 'subscription { nope }', {}).next();
  expect(JSON.stringify(wrong)).toContain('GRAPHQL_VALIDATION_FAILED');
  await expect(watch(`${server.url}/nowhere`, query, {}).next()).rejects.toThrow('/nowhere');
});
