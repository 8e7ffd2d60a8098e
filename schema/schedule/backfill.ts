import { backfillName } from '../../workers/kit/backfill/contract.ts';
import { InvalidInputError, RunAlreadyExistsError, ScheduleNotFoundError } from '../../src/errors.ts';
import type { Backfill } from '../../src/services/schedules/backfill/backfill.ts';
import type { Startable } from '../../src/services/schedules/startables.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { nameRunType } from '../run/interface.ts';
import { BackfillRun } from './backfill-run.ts';
import { ScheduleTimeType } from './preview.ts';
import { scheduleId } from './types.ts';

/** Backfills of what can be scheduled have a type of their own. */
export const addBackfill = ({ name }: Startable) => nameRunType(backfillName(name), BackfillRun.name);

const ScheduleBackfill = builder.objectRef<Backfill>('ScheduleBackfill').implement({
  description: 'Times of a schedule that have passed, and what becomes of them.',
  fields: (t) => ({
    total: t.exposeInt('total', { description: 'Times in the range.' }),
    due: t.exposeInt('due', {
      description: 'Times that were not run yet: those the backfill runs. The others have a run, of whomever.',
    }),
    unknown: t.exposeInt('unknown', {
      description:
        'Times that an earlier backfill was about to run when it was ended, so long ago that nobody can know whether it did. ' +
        'They are left alone.',
    }),
    times: t.field({
      type: [ScheduleTimeType],
      description: 'The first that are due, up to 50.',
      resolve: ({ times }) => times,
    }),
    run: t.field({
      type: BackfillRun,
      nullable: true,
      description: 'What runs them; null when nothing is due, or they were only counted.',
      resolve: ({ run }, _args, { services }) => run && services.runs.started(run.key, run.workflow),
    }),
  }),
});

builder.mutationField('backfillSchedule', (t) =>
  t.field({
    type: ScheduleBackfill,
    description:
      'Runs what a schedule has not run at times that are past: while it was paused, before it was made, or while Temporal ' +
      'was away. A time that has a run, however it ended, is not run again, also not by a second backfill weeks later.',
    extensions: { ...cost.start, cost: cost.list.cost },
    errors: { types: [InvalidInputError, ScheduleNotFoundError, RunAlreadyExistsError] },
    args: {
      id: t.arg.id({ required: true, description: 'Id of the schedule.' }),
      from: t.arg({ type: 'DateTime', required: true, description: 'The first moment.' }),
      to: t.arg({
        type: 'DateTime',
        required: true,
        description: 'The last moment, not in the future. At most 10,000 times lie between them.',
      }),
      concurrency: t.arg.int({
        required: false,
        defaultValue: 1,
        description: 'Times that run at a time, 1 to 50. The overlap policy of the schedule does not hold.',
      }),
      dryRun: t.arg.boolean({ required: true, description: 'Only count them. Begin with true.' }),
    },
    resolve: (_root, { id, from, to, concurrency, dryRun }, { services }) =>
      services.backfillSchedule({
        name: scheduleId.nameOf(id),
        from,
        to,
        concurrency: concurrency ?? undefined,
        dryRun,
      }),
  }),
);
