import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { expect, inject, test } from 'vitest';
import { createAskerClient } from '../../test/asker-client.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import { useFakeLangfuse } from '../../test/fake-langfuse.ts';
import { useFakeMeta } from '../../test/fake-meta.ts';
import { seen, written } from '../../test/feed-client.ts';
import { findSecrets } from '../../test/find-secrets.ts';
import { noteSecret } from '../../test/note-secret.ts';
import { createPublishingRuns, credentialsKey } from '../../test/publishing-runs.ts';
import { useStack } from '../../test/stack.ts';
import { createTraceReader } from '../../test/trace-reader.ts';
import { readableImage } from '../../src/platform/ai/readable-image.ts';
import { createModels } from '../../src/platform/ai/models.ts';
import { createLog } from '../../src/platform/log.ts';

const langfuse = useFakeLangfuse();
const fakes = useFakeAi();
const used = useFakeMeta({ processingMs: 1 });
const stack = useStack({
  get env() {
    return {
      ...fakes.env,
      ...used.env,
      ...langfuse.env,
      CREDENTIALS_KEY: credentialsKey,
      TASK_QUEUES: 'publishing,ai',
    };
  },
});
const feed = () => createPublishingRuns(stack, fakes, used);
const says = (...values: object[]) =>
  fakes.anthropic.script(...values.map((value) => ({ text: JSON.stringify(value) })));

test('a post whose caption is written three times costs what the rows and the traces say, and its photo was really looked at', async () => {
  const { brand: newBrand, photo: addPhoto, publish, rowsOf } = feed();
  const brand = await newBrand(0, { language: 'nl' });
  const photo = await sharp({ create: { width: 2800, height: 2100, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
  await addPhoto(brand.row, photo);
  const english = { caption: 'Soft, warm and ready for the cold days that are coming to all of us.', hashtags: [] };
  const banned = {
    caption: 'Soft and warm: the best thing that you can wear on a cold day in the city.',
    hashtags: [],
  };
  says(seen, english, banned, written);
  const run = await publish(brand.key);
  const { cost, failure } = await run.end('cost { usd calls unpriced byStep { key calls } }');
  expect(failure).toBeNull();

  const asker = createAskerClient(stack, fakes);
  const rows = await asker.rowsOf(run);
  expect(rows.map(({ purpose }) => purpose)).toEqual(['look', 'caption', 'caption', 'caption']);
  const sum = rows.reduce((all, row) => all + row.cost!, 0);
  expect(sum).toBeGreaterThan(0);
  expect(cost).toMatchObject({ usd: sum / 1_000_000, calls: 4, unpriced: 0 });
  const traces = createTraceReader(langfuse, asker);
  expect(await traces.agreement(run, 4)).toEqual(rows.map(() => 'SUCCEEDED'));
  const traced = traces
    .traceOf(run)
    .flatMap(
      ({ attributes }) => (attributes['langfuse.observation.cost_details'] as { total: number } | undefined) ?? [],
    );
  expect(traced).toHaveLength(4);
  expect(traced.reduce((all, { total }) => all + total, 0)).toBeCloseTo(sum / 1_000_000, 9);

  const [look, ...writes] = fakes.anthropic.requests.map(({ body }) => JSON.stringify(body));
  const sent = /"data":"([A-Za-z0-9+/=]+)"/.exec(look!)![1]!;
  const { vision } = createModels({}, createLog('silent')).get(rows[0]!.model)!;
  const shown = await readableImage({ bytes: photo, mediaType: 'image/jpeg' }, vision!, 1);
  expect(sent === Buffer.from(shown.bytes).toString('base64'), 'the photo itself, as the model reads it').toBe(true);
  expect(await sharp(Buffer.from(sent, 'base64')).metadata()).toMatchObject({
    format: 'jpeg',
    width: expect.any(Number),
  });
  expect(writes).toHaveLength(3);
  expect(writes[1]).toContain('The caption reads as English');
  expect(await rowsOf(run)).toMatchObject([{ state: 'LIVE' }, { state: 'LIVE' }]);
});

test('tokens and signed links are nowhere but in the header they belong into, also when Meta quotes them', async () => {
  const { brand: newBrand, publish } = feed();
  const brand = await newBrand(2);
  says(seen, written, seen, { caption: 'Een ander verhaal over brood, kaas en de markt van zaterdag.', hashtags: [] });
  const first = await (await publish(brand.key)).end();
  expect(first.resultJson).toMatchObject({ outcome: 'PUBLISHED' });
  // One that Meta does not know is quoted in what it says.
  const unknown = `EAA${randomBytes(30).toString('hex')}`;
  noteSecret({ name: 'an unknown token', value: unknown });
  const { FACEBOOK: account } = brand.accounts;
  await stack.graphql(
    'mutation($input: ConnectChannelInput!) { connectChannel(input: $input) { __typename ... on Error { message } } }',
    { input: { brand: brand.key, kind: 'FACEBOOK', account, token: unknown } },
  );
  const second = await (await publish(brand.key)).end();
  expect(second.resultJson).toMatchObject({
    outcome: 'PARTIAL',
    posts: [{ message: expect.stringContaining('[token]') }, {}],
  });

  const tokens = [...Object.values(brand.tokens), unknown];
  expect(new Set(used.meta.requests.map((request) => request.headers.authorization))).toEqual(
    new Set(tokens.map((token) => `Bearer ${token}`)),
  );
  const links = used.meta.requests.flatMap(({ body }) => body?.fields['image_url'] ?? []);
  const signatures = links.map((link) => new URL(link).searchParams.get('X-Amz-Signature')!);
  expect(signatures).toHaveLength(2);
  const canaries = [...tokens, ...signatures];
  for (const {
    path,
    headers: { authorization: _, ...rest },
    body,
  } of used.meta.requests) {
    const told = JSON.stringify([path, rest, { ...body?.fields, image_url: '' }]);
    expect(canaries.filter((secret) => told.includes(secret))).toEqual([]);
  }
  const spans = JSON.stringify(langfuse.spans());
  expect(spans).toContain(brand.key);
  expect(canaries.filter((secret) => spans.includes(secret))).toEqual([]);
  const secrets = canaries.map((value, n) => ({ name: `canary ${n}`, value }));
  for (const prefix of [stack.settings.temporal.namespace, new URL(stack.env['DATABASE_URL']!).pathname.slice(1)]) {
    expect(await findSecrets({ folder: inject('logFolder'), env: stack.env, prefix }, secrets)).toEqual([]);
  }
});
