import type { Publication } from '../src/services/publications/publication.ts';
import type { Run } from '../src/services/runs/run.ts';
import type { Schedule } from '../src/services/schedules/schedule.ts';
import { builder } from './builder.ts';
import { cost } from './cost.ts';
import { publicationId, PublicationType } from './publication/types.ts';
import { NodeInterface, runTypeName } from './run/interface.ts';
import { scheduleId, ScheduleType } from './schedule/types.ts';

type Node = Run | Schedule | Publication;
const isRun = (node: Node): node is Run => 'snapshot' in node;
const isPublication = (node: Node): node is Publication => 'caption' in node;

NodeInterface.implement({
  description: 'Anything with an id.',
  resolveType: (node) => {
    if (isRun(node)) return runTypeName(node);
    return isPublication(node) ? PublicationType : ScheduleType;
  },
  fields: (t) => ({ id: t.exposeID('id', { description: 'Opaque, and unique over all types.' }) }),
});

builder.queryField('node', (t) =>
  t.field({
    type: NodeInterface,
    nullable: true,
    description: 'Anything by its id, for client caches.',
    extensions: cost.call,
    args: { id: t.arg.id({ required: true, description: 'Id of a run, a schedule or a publication.' }) },
    resolve: (_root, { id }, { services: { runs, schedules, publications } }) => {
      const [name, publication] = [scheduleId.read(id), publicationId.read(id)];
      if (publication) return publications.get(publication);
      return name ? schedules.get(name) : runs.get(id);
    },
  }),
);
