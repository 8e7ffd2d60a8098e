import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { pageArgs, pageSize } from '../page.ts';
import { MemoryConnection, MemoryKindType } from './types.ts';

builder.queryField('memories', (t) =>
  t.field({
    type: MemoryConnection,
    description:
      'What is known of somebody: the newest first, or, with `search`, what has most to do with it first. Of a subject the newest 2,000 are searched.',
    extensions: cost.sum,
    args: {
      ...pageArgs,
      subject: t.arg.string({ required: true, description: 'Whom they are about.' }),
      search: t.arg.string({ required: false, description: 'Words, or a question: at most 1,000 characters.' }),
      at: t.arg({
        type: 'DateTime',
        required: false,
        description: 'Only what held then. Default: all, with what has ended.',
      }),
      kinds: t.arg({ type: [MemoryKindType], required: false, description: 'Only these.' }),
    },
    resolve: (_root, { subject, search, at, kinds, first, after }, { services }) =>
      services.memories.list({
        subject,
        search: search ?? null,
        at: at ?? null,
        kinds: kinds ?? null,
        first: pageSize(first),
        after: after ?? null,
      }),
  }),
);
