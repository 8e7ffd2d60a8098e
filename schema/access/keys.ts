import { InvalidInputError, KeyNotFoundError } from '../../src/errors.ts';
import { roles } from '../../src/services/access/access.ts';
import type { ApiKey } from '../../src/services/access/keys.ts';
import { builder } from '../builder.ts';
import { ErrorInterface } from '../errors.ts';
import { typedId } from '../typed-id.ts';

const apiKeyId = typedId('ApiKey');

const ApiKeyRole = builder.enumType('ApiKeyRole', {
  description: 'What the holder of an API key may do.',
  values: {
    VIEWER: { description: 'Watch and list runs.' },
    OPERATOR: { description: 'Also start and cancel them, and make access tokens.' },
    ADMIN: { description: 'Also manage keys, and read the audit log.' },
  } satisfies Record<(typeof roles)[number], { description: string }>,
});

const ApiKeyType = builder.objectRef<ApiKey>('ApiKey').implement({
  description: 'A key for a server. The key itself is told once, when it is made.',
  fields: (t) => ({
    id: t.id({ description: 'Names the key; it is not the key.', resolve: ({ id }) => apiKeyId.write(id) }),
    name: t.exposeString('name', { description: 'What it is for.' }),
    role: t.expose('role', { type: ApiKeyRole, description: 'What its holder may do.' }),
    workflows: t.exposeStringList('workflows', { nullable: true, description: 'The only ones it is for; null: all.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true, description: 'When it ends; null: never.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute.',
    }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true, description: 'When it was revoked.' }),
  }),
});

const ApiKeyCreated = builder.objectRef<{ key: ApiKey; secret: string }>('ApiKeyCreated').implement({
  description: 'A new key.',
  fields: (t) => ({
    key: t.field({ type: ApiKeyType, description: 'What is known of it.', resolve: ({ key }) => key }),
    secret: t.exposeString('secret', { description: 'The key. It is told only now: keep it safe.' }),
  }),
});

const ApiKeyRevoked = builder.objectRef<{ key: ApiKey }>('ApiKeyRevoked').implement({
  description: 'The key cannot be used any more.',
  fields: (t) => ({ key: t.field({ type: ApiKeyType, description: 'The key.', resolve: ({ key }) => key }) }),
});

builder.objectType(KeyNotFoundError, {
  name: 'KeyNotFoundError',
  description: 'There is no such key.',
  interfaces: [ErrorInterface],
});

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'A key to make.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is for, 1 to 100 characters.' }),
    role: t.field({ type: ApiKeyRole, required: true, description: 'What its holder may do.' }),
    workflows: t.stringList({ description: 'The only ones it is for. Default: all.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it ends. Default: never.' }),
  }),
});

builder.queryField('apiKeys', (t) =>
  t.field({
    type: [ApiKeyType],
    description: 'The newest 1,000 keys, those included that were revoked.',
    resolve: (_root, _args, { services }) => services.keys.list(),
  }),
);

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: ApiKeyCreated,
    description: 'Makes a key for a server. With the first one, this API stops answering those who have none.',
    errors: { types: [InvalidInputError] },
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'The key.' }) },
    resolve: (_root, { input }, { services }) => services.keys.create(input),
  }),
  revokeApiKey: t.field({
    type: ApiKeyRevoked,
    description: 'Ends a key for good. Subscriptions that were made with it end within two seconds.',
    errors: { types: [KeyNotFoundError] },
    args: { id: t.arg.id({ required: true, description: 'Id of the key.' }) },
    resolve: async (_root, { id }, { services }) => ({ key: await services.keys.revoke(apiKeyId.read(id)) }),
  }),
}));
