import type { Schedule } from '../../src/services/schedules/schedule.ts';
import type { SchedulePage } from '../../src/services/schedules/schedules.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { pageArgs, pageInfo, PageInfoType, pageSize } from '../run/page.ts';
import { LabelInput } from '../run/queries.ts';
import { scheduleId, ScheduleType } from './types.ts';

export const ScheduleFilterInput = builder.inputType('ScheduleFilter', {
  description: 'Which schedules; what is left out does not narrow the list.',
  fields: (t) => ({
    workflow: t.string({ description: 'Only schedules that start this workflow, and were made here.' }),
    paused: t.boolean({ description: 'Only those that are paused, or are not.' }),
    label: t.field({ type: LabelInput, description: 'Only those with this label.' }),
  }),
});

const ScheduleEdge = builder.objectRef<{ schedule: Schedule; cursor: string }>('ScheduleEdge').implement({
  description: 'A schedule at its place in a list.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Pass it as `after` to go on behind this schedule.' }),
    node: t.field({ type: ScheduleType, description: 'The schedule.', resolve: ({ schedule }) => schedule }),
  }),
});

const ScheduleConnection = builder.objectRef<SchedulePage>('ScheduleConnection').implement({
  description: 'A page of schedules.',
  fields: (t) => ({
    edges: t.field({ type: [ScheduleEdge], description: 'The schedules of this page.', resolve: ({ rows }) => rows }),
    pageInfo: t.field({
      type: PageInfoType,
      description: 'Where this page is. Pages go forward only.',
      resolve: ({ rows, hasNextPage }) => pageInfo(hasNextPage, rows[0]?.cursor, rows.at(-1)?.cursor),
    }),
  }),
});

builder.queryFields((t) => ({
  schedule: t.field({
    type: ScheduleType,
    nullable: true,
    description: 'One schedule; null when there is none.',
    extensions: cost.call,
    args: { id: t.arg.id({ required: true, description: 'Id of the schedule.' }) },
    resolve: (_root, { id }, { services }) => services.schedules.get(scheduleId.read(id)),
  }),
  schedules: t.field({
    type: ScheduleConnection,
    description: 'Schedules. One that was just made or changed may be seen a moment later.',
    extensions: cost.list,
    args: {
      ...pageArgs,
      filter: t.arg({ type: ScheduleFilterInput, required: false, description: 'Which schedules.' }),
    },
    resolve: (_root, { first, after, filter }, { services }) =>
      services.schedules.list(filter ?? {}, pageSize(first), after),
  }),
}));
