import { InvalidInputError } from '../../src/errors.ts';
import type { AuditEntry } from '../../src/services/access/audit.ts';
import { builder } from '../builder.ts';
import { typedId } from '../typed-id.ts';
import { pageArgs, pageInfo, PageInfoType, pageSize } from '../run/page.ts';

const entryId = typedId('AuditEntry');

interface AuditPage {
  entries: AuditEntry[];
  hasNextPage: boolean;
}

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

const AuditEdge = builder.objectRef<AuditEntry>('AuditEdge').implement({
  description: 'An entry at its place in the log.',
  fields: (t) => ({
    cursor: t.string({ description: 'Pass it as `after` to go on behind it.', resolve: cursorOf }),
    node: t.field({ type: AuditEntryType, description: 'The entry.', resolve: (entry) => entry }),
  }),
});

const AuditConnection = builder.objectRef<AuditPage>('AuditConnection').implement({
  description: 'A page of the audit log, newest first.',
  fields: (t) => ({
    edges: t.field({ type: [AuditEdge], description: 'The entries of this page.', resolve: ({ entries }) => entries }),
    pageInfo: t.field({
      type: PageInfoType,
      description: 'Where this page is. Pages go forward only.',
      resolve: ({ entries, hasNextPage }) => {
        const [first] = entries;
        const last = entries.at(-1);
        return pageInfo(hasNextPage, first && cursorOf(first), last && cursorOf(last));
      },
    }),
  }),
});

builder.queryField('auditLog', (t) =>
  t.field({
    type: AuditConnection,
    description: 'Who did what, newest first.',
    args: { ...pageArgs, actor: t.arg.string({ required: false, description: 'Only what this one did.' }) },
    async resolve(_root, { first, after, actor }, { services }) {
      const size = pageSize(first);
      const before = after == null ? null : idOf(after);
      const entries = await services.audit.list({ actor, before, first: size + 1 });
      return { entries: entries.slice(0, size), hasNextPage: entries.length > size };
    },
  }),
);

const cursorOf = ({ id }: AuditEntry) => Buffer.from(`audit ${id}`).toString('base64url');

function idOf(cursor: string): number {
  const [, id] = /^audit (\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (id === undefined)
    throw new InvalidInputError([{ path: ['after'], message: 'This is not a cursor of this list.' }]);
  return Number(id);
}
