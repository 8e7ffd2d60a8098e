import type { Run } from '../src/services/runs/run.ts';
import type { Schedule } from '../src/services/schedules/schedule.ts';
import { builder } from './builder.ts';
import { cost } from './cost.ts';
import { NodeInterface, runTypeName } from './run/interface.ts';
import { scheduleId, ScheduleType } from './schedule/types.ts';

const isRun = (node: Run | Schedule): node is Run => 'snapshot' in node;

NodeInterface.implement({
  description: 'Anything with an id.',
  resolveType: (node) => (isRun(node) ? runTypeName(node) : ScheduleType),
  fields: (t) => ({ id: t.exposeID('id', { description: 'Opaque, and unique over all types.' }) }),
});

builder.queryField('node', (t) =>
  t.field({
    type: NodeInterface,
    nullable: true,
    description: 'Anything by its id, for client caches.',
    extensions: cost.call,
    args: { id: t.arg.id({ required: true, description: 'Id of a run or a schedule.' }) },
    resolve: (_root, { id }, { services: { runs, schedules } }) => {
      const name = scheduleId.read(id);
      return name ? schedules.get(name) : runs.get(id);
    },
  }),
);
