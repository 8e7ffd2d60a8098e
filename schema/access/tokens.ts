import { InvalidInputError } from '../../src/errors.ts';
import { tokenPermissions, type AccessToken } from '../../src/services/access/tokens.ts';
import { builder } from '../builder.ts';
import { typedId } from '../typed-id.ts';

const tokenId = typedId('AccessToken');

const TokenPermission = builder.enumType('TokenPermission', {
  description: 'What the holder of an access token may do with the runs it is for.',
  values: {
    WATCH: { description: 'See status, progress, timeline and result; not the input.' },
    CANCEL: { description: 'Cancel and terminate, pause and resume.' },
    DECIDE: { description: 'Approve and reject.' },
  } satisfies Record<(typeof tokenPermissions)[number], { description: string }>,
});

const AccessTokenType = builder.objectRef<AccessToken>('AccessToken').implement({
  description: 'Something a site hands to its visitor, to watch the runs that are theirs.',
  fields: (t) => ({
    id: t.id({ description: 'To revoke it by.', resolve: ({ id }) => tokenId.write(id) }),
    token: t.exposeString('token', { description: 'The token. It is told only now.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends.' }),
  }),
});

const CreateAccessTokenInput = builder.inputType('CreateAccessTokenInput', {
  description: 'A token to make: for runs, for workflows, or for those runs of those workflows.',
  fields: (t) => ({
    runs: t.idList({ description: 'Ids of the only runs it is for, at most 50; fewer where they are long.' }),
    workflows: t.stringList({ description: 'The only workflows it is for, at most 50.' }),
    permissions: t.field({ type: [TokenPermission], description: 'What its holder may do. Default: WATCH.' }),
    expiresIn: t.int({ description: 'Seconds it lives, 10 to 604,800, which is a week. Default: 3600.' }),
  }),
});

const AccessTokenRevoked = builder.objectRef<{ id: string }>('AccessTokenRevoked').implement({
  description: 'The token cannot be used any more.',
  fields: (t) => ({ id: t.exposeID('id', { description: 'Its id.' }) }),
});

builder.mutationFields((t) => ({
  createAccessToken: t.field({
    type: AccessTokenType,
    description: 'Makes a token for a browser. Nobody can give more than they have.',
    errors: { types: [InvalidInputError] },
    args: { input: t.arg({ type: CreateAccessTokenInput, required: true, description: 'The token.' }) },
    resolve: (_root, { input }, { services, caller }) => {
      const { permissions, expiresIn, ...rest } = input;
      return services.tokens.create(
        { ...rest, ...(permissions && { permissions: [...permissions] }), ...(expiresIn != null && { expiresIn }) },
        caller,
      );
    },
  }),
  revokeAccessToken: t.field({
    type: AccessTokenRevoked,
    description: 'Ends a token for good. Subscriptions that were made with it end within two seconds.',
    errors: { types: [InvalidInputError] },
    args: { id: t.arg.id({ required: true, description: 'Id of the token.' }) },
    resolve: async (_root, { id }, { services }) => {
      await services.tokens.revoke(tokenId.read(id));
      return { id };
    },
  }),
}));
