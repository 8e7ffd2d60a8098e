import type { AuditEntry } from '../../src/services/access/audit.ts';
import { builder } from '../builder.ts';
import { typedId } from '../typed-id.ts';
import { connectionType, pageArgs, pageSize } from '../page.ts';

const entryId = typedId('AuditEntry');

const AuditEntryType = builder.objectRef<AuditEntry>('AuditEntry').implement({
  description: 'Something that was done, or tried. Entries are never changed or removed.',
  fields: (t) => ({
    id: t.id({ description: 'Of this entry.', resolve: ({ id }) => entryId.write(`${id}`) }),
    at: t.expose('at', { type: 'DateTime', description: 'When, by the clock of the database.' }),
    actor: t.exposeString('actor', {
      description:
        'Who: `key:` or `token:` and its id (`key:environment` is `ADMIN_API_KEY`), `anyone` where no key is asked for, ' +
        '`stranger` for a key or token that never was one, or `system`: the server itself, or its command line.',
    }),
    action: t.exposeString('action', {
      description: 'The mutation, or what else happened: `authenticate` that failed, `letEveryoneIn`, `askForKeys`.',
    }),
    targets: t.exposeStringList('targets', { description: 'Ids of what it was done to.' }),
    inputHash: t.exposeString('inputHash', {
      nullable: true,
      description: 'SHA-256 of its arguments, in hex: the same arguments have the same. They themselves are not kept.',
    }),
    outcome: t.exposeString('outcome', { description: '`OK`, or the code of the error.' }),
  }),
});

const AuditConnection = connectionType('Audit', AuditEntryType, {
  one: 'entry',
  page: 'A page of the audit log, newest first.',
  edges: 'The entries of this page.',
});

builder.queryField('auditLog', (t) =>
  t.field({
    type: AuditConnection,
    description: 'Who did what, newest first.',
    args: { ...pageArgs, actor: t.arg.string({ required: false, description: 'Only what this one did.' }) },
    resolve: (_root, { first, after, actor }, { services }) =>
      services.audit.list({ actor, after, first: pageSize(first) }),
  }),
);
