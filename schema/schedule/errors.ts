import { ScheduleAlreadyExistsError, ScheduleConflictError, ScheduleNotFoundError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { ErrorInterface } from '../errors.ts';
import { ScheduleType } from './types.ts';

builder.objectType(ScheduleNotFoundError, {
  name: 'ScheduleNotFoundError',
  description: 'There is no such schedule.',
  interfaces: [ErrorInterface],
});

builder.objectType(ScheduleAlreadyExistsError, {
  name: 'ScheduleAlreadyExistsError',
  description: 'There is a schedule of that name already.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    schedule: t.field({
      type: ScheduleType,
      nullable: true,
      description: 'The one that is in the way; null when it was deleted since.',
      resolve: ({ scheduleName }, _args, { services }) => services.schedules.get(scheduleName),
    }),
  }),
});

builder.objectType(ScheduleConflictError, {
  name: 'ScheduleConflictError',
  description: 'Somebody has changed the schedule since it had that revision. Nothing was done.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    schedule: t.field({
      type: ScheduleType,
      nullable: true,
      description: 'The schedule as it is now; null when it was deleted since.',
      resolve: ({ scheduleName }, _args, { services }) => services.schedules.get(scheduleName),
    }),
  }),
});
