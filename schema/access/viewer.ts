import { permissions } from '../../src/services/access/access.ts';
import type { Caller } from '../../src/services/access/caller.ts';
import { builder } from '../builder.ts';

const PermissionType = builder.enumType('Permission', {
  description: 'What keys and tokens are for. Each field of the API needs one of them.',
  values: permissions,
});

const ViewerType = builder.objectRef<Caller>('Viewer').implement({
  description: 'Whoever asks.',
  fields: (t) => ({
    actor: t.exposeString('actor', {
      description: '`key:` or `token:` and its id; `anyone` where no key is asked for.',
    }),
    permissions: t.field({
      type: [PermissionType],
      description: 'What they may do.',
      resolve: ({ access }) => [...access.permissions],
    }),
    runs: t.idList({
      nullable: true,
      description: 'Ids of the only runs that holds for; null: all.',
      resolve: ({ access }) => access.runs && [...access.runs],
    }),
    workflows: t.stringList({
      nullable: true,
      description: 'The only workflows that holds for; null: all.',
      resolve: ({ access }) => access.workflows && [...access.workflows],
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the key or token ends; null: never by itself.',
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerType,
    description: 'Who asks, and what they may do: a page shows nobody what would be refused to them.',
    resolve: (_root, _args, { caller }) => caller,
  }),
);
