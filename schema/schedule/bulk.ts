import { InvalidInputError } from '../../src/errors.ts';
import { inBulk, mostInBulk, type BulkOutcome } from '../../src/services/schedules/bulk.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { noteArg } from './note-arg.ts';
import { ScheduleFilterInput } from './queries.ts';
import { OverlapType } from './types.ts';

const FailureType = builder.objectRef<BulkOutcome['failures'][number]>('ScheduleBulkFailure').implement({
  description: 'A schedule that nothing could be done to.',
  fields: (t) => ({
    name: t.exposeString('of', { description: 'Its name.' }),
    code: t.exposeString('code', { description: 'Stable: switch on it.' }),
    message: t.exposeString('message', { description: 'What is wrong, for people.' }),
  }),
});

const BulkType = builder.objectRef<BulkOutcome>('SchedulesChanged').implement({
  description: 'What was done to schedules, or would be.',
  fields: (t) => ({
    dryRun: t.exposeBoolean('dryRun', { description: 'Whether they were only counted.' }),
    count: t.exposeInt('count', { description: 'Schedules that match.' }),
    declared: t.exposeInt('declared', {
      description:
        'Of those, the ones that a file of the deployment declares: what contradicts the file is taken back within minutes.',
    }),
    failures: t.field({
      type: [FailureType],
      description: 'Those that nothing could be done to; the rest is done.',
      resolve: ({ failures }) => failures,
    }),
  }),
});

export const bulkArgs = builder.args((t) => ({
  filter: t.field({
    type: ScheduleFilterInput,
    required: true,
    description: `Which schedules, at most ${mostInBulk}; an empty one is all.`,
  }),
  dryRun: t.boolean({
    required: true,
    description: 'Only count them. Begin with true: one that was made a moment ago may not be among them yet.',
  }),
}));
/** What all mutations of many schedules have. */
export const bulk = { type: BulkType, errors: { types: [InvalidInputError] }, extensions: cost.list };

builder.mutationFields((t) => ({
  pauseSchedules: t.field({
    ...bulk,
    description: 'Pauses all schedules that match.',
    args: { ...bulkArgs, ...noteArg },
    resolve: (_root, { filter, dryRun, note }, { services: { schedules } }) =>
      inBulk(schedules, filter, dryRun, ({ name }) => schedules.pause(name, note ?? '')),
  }),
  resumeSchedules: t.field({
    ...bulk,
    description: 'Resumes all schedules that match.',
    args: { ...bulkArgs, ...noteArg },
    resolve: (_root, { filter, dryRun, note }, { services: { schedules } }) =>
      inBulk(schedules, filter, dryRun, ({ name }) => schedules.resume(name, note ?? '')),
  }),
  deleteSchedules: t.field({
    ...bulk,
    description: 'Ends all schedules that match for good.',
    args: bulkArgs,
    resolve: (_root, { filter, dryRun }, { services: { schedules } }) =>
      inBulk(schedules, filter, dryRun, ({ name }) => schedules.remove(name)),
  }),
  triggerSchedules: t.field({
    ...bulk,
    extensions: { ...cost.list, ...cost.start, cost: cost.list.cost },
    description: 'Starts a run of every schedule that matches, now.',
    args: {
      ...bulkArgs,
      overlap: t.arg({
        type: OverlapType,
        required: false,
        description: 'What happens where an earlier run still goes on. Default: what each schedule says.',
      }),
    },
    resolve: (_root, { filter, dryRun, overlap }, { services: { schedules } }) =>
      inBulk(schedules, filter, dryRun, ({ name }) => schedules.trigger(name, overlap)),
  }),
}));
