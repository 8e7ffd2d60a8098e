import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { newBrand, photoRow } from '../../test/feed-rows.ts';
import { noteSecret } from '../../test/note-secret.ts';
import { useStack } from '../../test/stack.ts';

const token = `EAAB${randomBytes(40).toString('hex')}`;
const inVariable = `EAAC${randomBytes(40).toString('hex')}`;
const stack = useStack({
  worker: false,
  env: {
    ADMIN_API_KEY: randomUUID() + randomUUID(),
    S3_ALLOWED_BUCKETS: 'photos',
    CREDENTIALS_KEY: randomBytes(32).toString('hex'),
    META_TOKEN_NORTH: inVariable,
  },
});

beforeAll(() => {
  for (const name of ['CREDENTIALS_KEY', 'META_TOKEN_NORTH']) noteSecret({ name, value: stack.env[name]! });
  noteSecret({ name: 'a token of a channel', value: token });
});

type Client = Pick<typeof stack, 'graphql'>;
/** The result of the only field of an operation, or the code that it was refused with. */
async function ask(client: Client, operation: string, variables: object = {}) {
  const { data, errors } = await client.graphql(operation, variables);
  if (errors) return { code: errors[0]?.extensions?.['code'], message: errors[0]?.message };
  return Object.values(data!)[0] as Record<string, unknown>;
}
const brandFields = `key name language revision monthlyBudgetUsd monthlySpentUsd photosLeft
  photoPrefixes { bucket prefix } channels { kind account tokenVariable state problem }`;
const result = `__typename ... on Brand { ${brandFields} } ... on Error { code message }`;
const checked = `${result} ... on InvalidInputError { issues { path message } }`;
const create = (input: object, client: Client = stack) =>
  ask(client, `mutation($input: CreateBrandInput!) { createBrand(input: $input) { ${checked} } }`, { input });
const update = (key: string, expectedRevision: number, input: object) =>
  ask(
    stack,
    `mutation($key: String!, $expectedRevision: Int!, $input: UpdateBrandInput!) {
      updateBrand(key: $key, expectedRevision: $expectedRevision, input: $input) { ${checked} ... on BrandConflictError { brand { revision } } } }`,
    { key, expectedRevision, input },
  );
const connect = (input: object, client: Client = stack) =>
  ask(client, `mutation($input: ConnectChannelInput!) { connectChannel(input: $input) { ${checked} } }`, { input });

async function keyWith(input: object) {
  const made = await ask(
    stack,
    'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKeyCreated { secret } } }',
    { input: { name: 'test', ...input } },
  );
  return stack.as(made['secret'] as string);
}

test('the brands of the example are made as they are written', async () => {
  const example = readFileSync(new URL('../../examples/brands.graphql', import.meta.url), 'utf8');
  const { data } = await stack.graphql(example, { bucket: stack.settings.storage.bucket });
  const place = (prefix: string) => [{ bucket: stack.settings.storage.bucket, prefix }];
  expect(data).toEqual({
    dutch: { key: 'noorderlicht', language: 'nl', photoPrefixes: place('brands/noorderlicht/') },
    french: { key: 'maison-lin', language: 'fr', photoPrefixes: place('brands/maison-lin/') },
  });
  const again = await stack.graphql(example, { bucket: stack.settings.storage.bucket });
  expect(again.data).toMatchObject({
    dutch: { code: 'BRAND_ALREADY_EXISTS' },
    french: { code: 'BRAND_ALREADY_EXISTS' },
  });
});

test('a brand is made, changed with its revision, listed and deleted', async () => {
  const { key, ...rest } = newBrand();
  expect(await create({ key, ...rest, monthlyBudgetUsd: 12.5 })).toMatchObject({
    __typename: 'Brand',
    revision: 1,
    monthlyBudgetUsd: 12.5,
    monthlySpentUsd: 0,
    photosLeft: 0,
  });
  expect(await update(key, 1, { name: 'South', approval: null })).toMatchObject({
    name: 'South',
    monthlyBudgetUsd: 12.5,
  });
  expect(await update(key, 1, { name: 'East' })).toMatchObject({ code: 'BRAND_CONFLICT', brand: { revision: 2 } });
  expect(await update(key, 2, { monthlyBudgetUsd: null })).toMatchObject({ monthlyBudgetUsd: null });
  expect(await update(key, 3, { link: 'http://a.example' })).toMatchObject({ issues: [{ path: ['link'] }] });
  expect(await update('none', 3, {})).toMatchObject({ code: 'BRAND_NOT_FOUND' });
  const { edges } = (await ask(stack, '{ brands(first: 100) { edges { node { key } } } }')) as { edges: object[] };
  expect(edges).toContainEqual({ node: { key } });
  const remove = () => ask(stack, `mutation { deleteBrand(key: "${key}") { __typename ... on Error { code } } }`);
  expect(await remove()).toEqual({ __typename: 'BrandDeleted' });
  expect(await remove()).toMatchObject({ code: 'BRAND_NOT_FOUND' });
  expect(await ask(stack, `{ brand(key: "${key}") { key } }`)).toBeNull();
});

test('channels are connected by a token or by the name of its variable, and neither is told to anybody', async () => {
  const { key, ...rest } = newBrand();
  await create({ key, ...rest });
  const answers = [
    await connect({ brand: key, kind: 'FACEBOOK', account: '17', token }),
    await connect({ brand: key, kind: 'INSTAGRAM', account: '18', tokenVariable: 'META_TOKEN_NORTH' }),
    await connect({ brand: key, kind: 'INSTAGRAM', account: 'x', token: `${token} ${inVariable}` }),
    await connect({ brand: key, kind: 'INSTAGRAM', account: '18', tokenVariable: 'META_TOKEN_SOUTH' }),
    await connect({ brand: 'none', kind: 'INSTAGRAM', account: '18', token }),
    await connect({ brand: key, kind: 'NOWHERE', account: '18', token }),
    await ask(stack, `{ brand(key: "${key}") { ${brandFields} } }`),
    await ask(stack, '{ auditLog(first: 20) { edges { node { action targets inputHash outcome } } } }'),
  ];
  expect(answers[1]).toMatchObject({
    channels: [
      { kind: 'FACEBOOK', account: '17', tokenVariable: null, state: 'OK', problem: null },
      { kind: 'INSTAGRAM', account: '18', tokenVariable: 'META_TOKEN_NORTH', state: 'OK', problem: null },
    ],
  });
  expect(answers[2]).toMatchObject({ issues: [{ path: ['account'] }, { path: ['token'] }] });
  expect(answers[3]).toMatchObject({ issues: [{ path: ['tokenVariable'] }] });
  expect(answers[4]).toMatchObject({ code: 'BRAND_NOT_FOUND' });
  const logged = readFileSync(stack.logFile, 'utf8');
  for (const text of [JSON.stringify(answers), logged]) {
    for (const secret of [token, inVariable]) expect(text.includes(secret)).toBe(false);
  }
  const disconnect = () => ask(stack, `mutation { disconnectChannel(brand: "${key}", kind: FACEBOOK) { ${result} } }`);
  expect(await disconnect()).toMatchObject({ channels: [{ kind: 'INSTAGRAM' }] });
  expect(await disconnect()).toMatchObject({ code: 'BRAND_NOT_CONNECTED' });
});

test('photos are listed by what they are to their brand, with a link, and excluded by who decides', async () => {
  const { key, ...rest } = newBrand();
  await create({ key, ...rest });
  const { rows } = await stack.database.pool.query<{ id: string }>(`SELECT id FROM brands WHERE key = '${key}'`);
  const { id: brand } = rows[0]!;
  await photoRow(stack.database, brand, { key: 'north/free.jpg' });
  await photoRow(stack.database, brand, { key: 'north/gone.jpg', missingAt: new Date() });
  await photoRow(stack.database, brand, { key: 'north/out.jpg', bucket: 'elsewhere' });
  const list = async (filter: string) => {
    const photos = await ask(
      stack,
      `{ photos(brand: "${key}", first: 2 ${filter}) { edges { node { id key state } } pageInfo { hasNextPage endCursor } } }`,
    );
    return photos as { edges: { node: { id: string; key: string } }[]; pageInfo: { endCursor: string } };
  };
  const first = await list('');
  expect(first).toMatchObject({
    edges: [{ node: { key: 'north/out.jpg', state: 'FREE' } }, { node: { key: 'north/gone.jpg', state: 'MISSING' } }],
    pageInfo: { hasNextPage: true },
  });
  const second = await list(`, after: "${first.pageInfo.endCursor}"`);
  expect(second).toMatchObject({ edges: [{ node: { key: 'north/free.jpg' } }], pageInfo: { hasNextPage: false } });
  const { data, errors } = await stack.graphql(
    `{ photos(brand: "${key}", filter: FREE) { edges { node { key url } } } }`,
  );
  expect(data).toMatchObject({
    photos: {
      edges: [{ node: { url: null } }, { node: { url: expect.stringContaining('north/free.jpg') as string } }],
    },
  });
  expect(errors).toMatchObject([{ extensions: { code: 'BUCKET_NOT_ALLOWED' } }]);

  const [viewer, operator] = await Promise.all([keyWith({ role: 'VIEWER' }), keyWith({ role: 'OPERATOR' })]);
  const change = (client: Client, what: string, id = second.edges[0]!.node.id) =>
    ask(client, `mutation { ${what}(id: "${id}") { ... on Photo { state excludedBy } ... on Error { code } } }`);
  expect(await change(viewer, 'excludePhoto')).toMatchObject({ code: 'FORBIDDEN' });
  expect(await change(operator, 'excludePhoto')).toEqual({
    state: 'EXCLUDED',
    excludedBy: expect.stringMatching(/^key:/) as string,
  });
  expect((await list(', filter: EXCLUDED')).edges).toHaveLength(1);
  expect(await change(operator, 'includePhoto')).toEqual({ state: 'FREE', excludedBy: null });
  expect(await change(operator, 'excludePhoto', 'Photo:none')).toEqual({ code: 'PHOTO_NOT_FOUND' });
  expect(await ask(stack, '{ photos(brand: "none") { edges { node { id } } } }')).toMatchObject({
    code: 'BRAND_NOT_FOUND',
  });
});

test('brands are changed by administrators, and are nothing for who is only for a workflow', async () => {
  const { key, ...rest } = newBrand();
  const [operator, ofWorkflow] = await Promise.all([
    keyWith({ role: 'OPERATOR' }),
    keyWith({ role: 'ADMIN', workflows: ['imageEnhancement'] }),
  ]);
  for (const client of [operator, ofWorkflow]) {
    expect(await create({ key, ...rest }, client)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await connect({ brand: key, kind: 'FACEBOOK', account: '17', token }, client)).toMatchObject({
      code: 'FORBIDDEN',
    });
  }
  await create({ key, ...rest });
  const read = `{ brand(key: "${key}") { key } }`;
  expect(await ask(operator, read)).toEqual({ key });
  expect(await ask(ofWorkflow, read)).toMatchObject({ code: 'FORBIDDEN' });
  expect(await ask(ofWorkflow, '{ brands { edges { cursor } } }')).toMatchObject({ code: 'FORBIDDEN' });
  expect(await ask(ofWorkflow, `{ photos(brand: "${key}") { edges { cursor } } }`)).toMatchObject({
    code: 'FORBIDDEN',
  });
});
