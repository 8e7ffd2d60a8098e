import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { closedPort } from '../../../test/closed-port.ts';
import { found } from '../../../test/examine.ts';
import { useFakeAi } from '../../../test/fake-ai.ts';
import { useFakeLangfuse } from '../../../test/fake-langfuse.ts';
import { useFakeMeta } from '../../../test/fake-meta.ts';
import { newBrand } from '../../../test/feed-rows.ts';
import { readSettings } from '../../platform/env.ts';
import { createMeta } from '../../platform/meta/meta.ts';
import { createStorageRules } from '../../platform/storage-rules.ts';
import { createBrands } from '../brands/brands.ts';
import { createChannelHealth } from '../brands/channel-health.ts';
import { createChannels } from '../brands/channels.ts';
import { createChannelTokens } from '../brands/tokens.ts';
import { checkChannels } from './channels.ts';
import { createDoctor } from './doctor.ts';
import { checkLangfuse } from './langfuse.ts';
import { checkProvider } from './providers.ts';

const database = useDatabase();
const fakes = useFakeAi();
const langfuse = useFakeLangfuse();
const meta = useFakeMeta();

test.each(['anthropic', 'openai'] as const)(
  'the key of %s: taken, not taken, not known, or not there',
  async (name) => {
    const { ai } = readSettings(fakes.env);
    const variable = `${name.toUpperCase()}_API_KEY`;
    expect(await found(checkProvider(name, ai))).toMatchObject({ name, state: 'OK' });
    expect(fakes[name].requests.at(-1), 'a question that costs nothing').toMatchObject({ method: 'GET', usage: null });
    fakes[name].script({ status: 401 });
    expect(await found(checkProvider(name, ai))).toMatchObject({
      state: 'FAILED',
      measured: expect.stringContaining('does not know the key (401)'),
      todo: expect.stringContaining(variable),
    });
    fakes[name].script({ status: 500 });
    expect(await found(checkProvider(name, ai))).toMatchObject({ state: 'WARNING' });
    const away = { ...ai, [name]: { ...ai[name], baseUrl: await closedPort() } };
    expect(await found(checkProvider(name, away))).toMatchObject({
      state: 'WARNING',
      measured: expect.stringContaining('was not reached'),
      todo: expect.stringContaining('BASE_URL'),
    });
    expect(await found(checkProvider(name, readSettings({}).ai))).toEqual({
      name,
      state: 'SKIPPED',
      measured: `${variable} is not set`,
      todo: null,
    });
  },
);

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000 + 3_600_000);
const tracing = (more = {}) => readSettings({ ...langfuse.env, ...more }).langfuse;

test('the keys of Langfuse: taken, not taken, or not there', async () => {
  expect(await found(checkLangfuse(tracing()))).toMatchObject({
    state: 'OK',
    measured: expect.stringMatching(/^the keys are taken for the project Fake, \d+ ms$/),
  });
  const wrong = await found(checkLangfuse(tracing({ LANGFUSE_SECRET_KEY: 'sk-lf-wrong' })));
  expect(wrong).toMatchObject({ state: 'FAILED', todo: expect.stringContaining('LANGFUSE_PUBLIC_KEY') });
  expect(JSON.stringify(wrong)).not.toContain('sk-lf-wrong');
  expect(await found(checkLangfuse(undefined))).toMatchObject({ state: 'SKIPPED' });
});

test('channels: each that somebody has to see to is named, with its brand', async () => {
  const { meta: fake, env } = meta;
  const tokens = {
    META_TOKEN_FINE: fake.addBrand({ name: 'Fine', pageId: '101' }, { expiresAt: inDays(60) }).token,
    META_TOKEN_SOON: fake.addBrand({ name: 'Soon', pageId: '102' }, { expiresAt: inDays(5) }).token,
    META_TOKEN_GONE: fake.addBrand({ name: 'Gone', pageId: '103' }).token,
    META_TOKEN_WEAK: fake.addBrand({ name: 'Weak', pageId: '104' }, { permissions: ['pages_show_list'] }).token,
  };
  fake.revoke(tokens.META_TOKEN_GONE);
  const settings = readSettings({ ...env, ...tokens });
  const brands = createBrands(database, createStorageRules({ bucket: 'photos', allowedBuckets: [] }));
  const channels = createChannels(database, brands, settings);
  const check = () =>
    checkChannels({
      brands,
      channelsHealth: createChannelHealth(createMeta(settings.meta), createChannelTokens(database, settings)),
    });
  const connect = async (key: string, account: string) => {
    await brands.create(newBrand({ key }));
    const tokenVariable = `META_TOKEN_${key.toUpperCase()}`;
    await channels.connect(key, { kind: 'FACEBOOK', account, tokenVariable });
  };
  expect(await found(checkChannels(null))).toMatchObject({ state: 'SKIPPED' });
  expect(await found(check())).toMatchObject({ state: 'SKIPPED', measured: 'no brand has a channel' });
  await connect('fine', '101');
  expect(await found(check())).toMatchObject({
    state: 'OK',
    measured: '1 taken by Meta, the next token ends in 60 days',
  });

  await connect('soon', '102');
  await connect('gone', '103');
  await connect('weak', '104');
  const findings = await createDoctor([check()], settings.secrets).examine();
  expect(findings).toEqual([
    expect.objectContaining({
      name: 'channel gone FACEBOOK',
      state: 'FAILED',
      todo: expect.stringContaining('connectChannel'),
    }),
    expect.objectContaining({
      name: 'channel soon FACEBOOK',
      state: 'WARNING',
      measured: 'the token ends in 5 days',
      todo: 'Use connectChannel with a new token for FACEBOOK of the brand soon.',
    }),
    expect.objectContaining({
      name: 'channel weak FACEBOOK',
      state: 'WARNING',
      measured: expect.stringContaining('lacks pages_read_engagement'),
    }),
  ]);
  for (const token of Object.values(tokens)) expect(JSON.stringify(findings)).not.toContain(token);
});
