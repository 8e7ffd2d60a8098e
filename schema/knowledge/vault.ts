import { InvalidInputError, VaultEntryNotFoundError } from '../../src/errors.ts';
import type { VaultEntry, VaultReason } from '../../src/services/knowledge/vault-entries.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { ErrorInterface } from '../errors.ts';
import { connectionType, pageArgs, pageSize } from '../page.ts';

const reasons: Record<VaultReason, { description: string }> = {
  UNSAFE: { description: 'A model has found it unsafe, in words that are in it.' },
  INJECTION: { description: 'A model has found in it instructions to models, in words that are in it.' },
  REJECTED: { description: 'A person has refused it for ever.' },
};
const VaultReasonType = builder.enumType('VaultReason', {
  description: 'Why a content was refused for ever.',
  values: reasons,
});

const VaultEntryType = builder.objectRef<VaultEntry>('VaultEntry').implement({
  description: 'A content that was refused for ever, with whatever is nearly the same. Its text is kept nowhere.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its UUID: what `liftRefusal` takes.' }),
    reason: t.expose('reason', { type: VaultReasonType, description: 'Why.' }),
    explanation: t.exposeString('explanation', { description: 'In words.' }),
    refusedBy: t.exposeString('refusedBy', {
      description: 'Who has refused it: `model:<name>`, or a person, as the audit log calls them.',
    }),
    refusedAt: t.expose('refusedAt', { type: 'DateTime', description: 'When.' }),
    source: t.exposeString('source', { description: 'What it was to be learned under.' }),
    onBehalfOf: t.string({
      nullable: true,
      description: "For whom; null: it was to be everybody's. It is refused to everybody either way.",
      resolve: ({ onBehalfOf }) => onBehalfOf || null,
    }),
    run: t.exposeString('run', { description: 'First execution run id of the run that was refused.' }),
    liftedAt: t.expose('liftedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it refuses nothing any more; null: it does.',
    }),
    liftedBy: t.exposeString('liftedBy', { nullable: true, description: 'Who has lifted it.' }),
    liftReason: t.exposeString('liftReason', { nullable: true, description: 'Why it was lifted.' }),
  }),
});

const VaultEntryConnection = connectionType('VaultEntry', VaultEntryType, {
  one: 'entry',
  page: 'A page of the black vault.',
  edges: 'The entries of this page.',
});

builder.objectType(VaultEntryNotFoundError, {
  name: 'VaultEntryNotFoundError',
  description: 'The black vault has no such entry.',
  interfaces: [ErrorInterface],
});

builder.queryField('blackVault', (t) =>
  t.field({
    type: VaultEntryConnection,
    description: 'What was refused for ever, the newest first.',
    extensions: cost.sum,
    args: {
      ...pageArgs,
      reason: t.arg({ type: VaultReasonType, required: false, description: 'Only what was refused for this.' }),
      lifted: t.arg.boolean({
        required: false,
        defaultValue: false,
        description: 'Also those that refuse nothing any more.',
      }),
    },
    resolve: (_root, { reason, lifted, first, after }, { services }) =>
      services.vault.list({
        reason: reason ?? null,
        lifted: lifted ?? false,
        first: pageSize(first),
        after: after ?? null,
      }),
  }),
);

builder.mutationField('liftRefusal', (t) =>
  t.field({
    type: VaultEntryType,
    description:
      'Takes back that a content is refused for ever. Learned again, it is judged again; where a model refuses just this content once more, a person is asked instead.',
    errors: { types: [VaultEntryNotFoundError, InvalidInputError] },
    args: {
      id: t.arg.id({ required: true, description: 'UUID of the entry: failures with REFUSED_BEFORE name it.' }),
      reason: t.arg.string({
        required: true,
        description: 'Why it was a mistake, at most 1,000 characters. It is kept.',
      }),
    },
    resolve: (_root, { id, reason }, { services }) => services.vault.lift(id, reason),
  }),
);
