import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { RunConnection } from './connection.ts';
import { RunInterface } from './interface.ts';
import { pageArgs, pageSize } from '../page.ts';
import { RunStatusType } from './types.ts';

export const LabelInput = builder.inputType('LabelInput', {
  description: 'A mark to find runs by.',
  fields: (t) => ({
    key: t.string({ required: true, description: '1-63 letters, digits, `.`, `_`, `/` or `-`.' }),
    value: t.string({ required: true, description: 'Up to 255 characters.' }),
  }),
});

export const RunFilterInput = builder.inputType('RunFilter', {
  description: 'Which runs; what is left out does not narrow the list.',
  fields: (t) => ({
    workflow: t.string({ description: 'Only runs of this workflow.' }),
    status: t.field({ type: [RunStatusType], description: 'Only runs in one of these states.' }),
    label: t.field({ type: LabelInput, description: 'Only runs with this label.' }),
    startedAfter: t.field({ type: 'DateTime', description: 'Only runs started then or later.' }),
    startedBefore: t.field({ type: 'DateTime', description: 'Only runs started earlier.' }),
  }),
});

builder.queryFields((t) => ({
  run: t.field({
    type: RunInterface,
    nullable: true,
    description: 'One run; null when Temporal does not know it (any more).',
    extensions: cost.call,
    args: { id: t.arg.id({ required: true, description: 'Opaque id of the run.' }) },
    resolve: (_root, { id }, { services }) => services.runs.get(id),
  }),
  runs: t.field({
    type: RunConnection,
    description: 'Runs that no other run started, newest first.',
    extensions: cost.list,
    args: { ...pageArgs, filter: t.arg({ type: RunFilterInput, required: false, description: 'Which runs.' }) },
    resolve: (_root, { first, after, filter }, { services }) =>
      services.runs.list(filter ?? {}, pageSize(first), after),
  }),
}));
