import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { connectionType, pageArgs, pageSize } from '../page.ts';
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

const ScheduleConnection = connectionType('Schedule', ScheduleType, { one: 'schedule', page: 'A page of schedules.' });

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
