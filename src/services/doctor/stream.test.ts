import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { closedPort } from '../../../test/closed-port.ts';
import { found } from '../../../test/examine.ts';
import { useFront } from '../../../test/front.ts';
import { useStack } from '../../../test/stack.ts';
import { createTokens } from '../access/tokens.ts';
import { checkStream } from './stream.ts';

const front = useFront();
const adminKey = randomBytes(32).toString('hex');
const stack = useStack({ fixtures: true, worker: false, env: { ADMIN_API_KEY: adminKey } });

const tokens = () => createTokens(stack.settings.access.tokenSecrets, stack.database, adminKey);
const through = async (more: Partial<typeof front> = {}) => {
  Object.assign(front, { target: stack.url, buffers: false, refuse: null }, more);
  return found(checkStream(front.url, tokens()));
};

test('events that come as they are sent are well, whoever passes them on', async () => {
  expect(await through()).toMatchObject({
    state: 'OK',
    measured: expect.stringMatching(/^events come as they are sent, the first after \d+ ms$/),
  });
});

test('a proxy that holds them back is found', async () => {
  expect(await through({ buffers: true })).toMatchObject({
    state: 'FAILED',
    measured: expect.stringMatching(
      /^5 events that were sent over \d+ ms came within \d+ ms: something holds them back$/,
    ),
    todo: expect.stringContaining('proxy_buffering off'),
  });
});

test('an address that leads elsewhere, or nowhere, is found', async () => {
  expect(await through({ refuse: () => ({ status: 404, body: 'nothing here' }) })).toMatchObject({
    state: 'FAILED',
    measured: expect.stringMatching(/answers a subscription with status 404/),
    todo: expect.stringContaining('PUBLIC_URL'),
  });
  expect(await found(checkStream(await closedPort(), tokens()))).toMatchObject({
    state: 'FAILED',
    measured: expect.stringContaining('ECONNREFUSED'),
    todo: expect.stringContaining('PUBLIC_URL'),
  });
  expect(await found(checkStream(stack.url, null)), 'without a way to say who asks').toMatchObject({
    state: 'FAILED',
    measured: expect.stringContaining('status 401'),
  });
  expect(await found(checkStream(undefined, tokens()))).toMatchObject({ state: 'SKIPPED' });
});

test('what the doctor is let in with is good for nothing else', async () => {
  let sent = '';
  await through({ refuse: ({ headers }) => ((sent = headers.authorization ?? ''), { status: 404, body: '' }) });
  const holder = stack.as(sent.replace('Bearer ', ''));
  for (const query of ['{ runs { edges { cursor } } }', '{ doctor { healthy } }']) {
    const { errors } = await holder.graphql(query);
    expect(errors?.[0]?.extensions?.['code'], query).toBe('FORBIDDEN');
  }
});
