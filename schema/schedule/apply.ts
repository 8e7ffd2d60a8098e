import { InvalidInputError } from '../../src/errors.ts';
import { mostByRequest, SchedulesLockedError, type Applied } from '../../src/services/schedules/declared/apply-text.ts';
import type { Failures } from '../../src/services/schedules/declared/apply.ts';
import { inWords } from '../../src/services/schedules/declared/differences.ts';
import { SchedulesFileError, type FileProblem } from '../../src/services/schedules/declared/file-error.ts';
import { countsOf, type Step } from '../../src/services/schedules/declared/plan.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { ErrorInterface } from '../errors.ts';

const StepKind = builder.enumType('ScheduleStepKind', {
  description: 'What a file asks for.',
  values: {
    CREATE: { value: 'create', description: 'The schedule is not there.' },
    CHANGE: { value: 'change', description: 'The schedule says something else.' },
    DELETE: { value: 'delete', description: 'The file does not have it any more.' },
  } as const satisfies Record<string, { value: Step['kind']; description: string }>,
});

const StepType = builder.objectRef<Step>('ScheduleStep').implement({
  description: 'What a file asks for of one schedule.',
  fields: (t) => ({
    kind: t.field({ type: StepKind, description: 'What is to be done.', resolve: ({ kind }) => kind }),
    name: t.exposeString('name', { description: 'Name of the schedule.' }),
    differences: t.stringList({
      description: 'What changes, as `spec.cron: what it is → what it will be`; empty unless it is a CHANGE.',
      resolve: (step) => (step.kind === 'change' ? step.differences.map(inWords) : []),
    }),
  }),
});

const FailureType = builder.objectRef<Failures[number]>('ScheduleStepFailure').implement({
  description: 'A schedule that is not as the file says.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name.' }),
    message: t.exposeString('message', { description: 'Why not, for people.' }),
  }),
});

const AppliedType = builder.objectRef<Applied>('SchedulesApplied').implement({
  description: 'What was done so that schedules are as a file says; with `dryRun`, what would be.',
  fields: (t) => ({
    dryRun: t.exposeBoolean('dryRun', { description: 'Whether it was only planned.' }),
    created: t.int({ description: 'Schedules that were made.', resolve: ({ plan }) => countsOf(plan).create }),
    changed: t.int({ description: 'Schedules that were changed.', resolve: ({ plan }) => countsOf(plan).change }),
    deleted: t.int({ description: 'Schedules that were deleted.', resolve: ({ plan }) => countsOf(plan).delete }),
    same: t.int({ description: 'Schedules that were as the file says.', resolve: ({ plan }) => plan.same }),
    steps: t.field({ type: [StepType], description: 'Each of them.', resolve: ({ plan }) => plan.steps }),
    failures: t.field({
      type: [FailureType],
      description: 'Those that nothing could be done about; the rest is done.',
      resolve: ({ failures }) => failures,
    }),
  }),
});

const ProblemType = builder.objectRef<FileProblem>('SchedulesFileProblem').implement({
  description: 'Something in a file that is wrong.',
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'From 1.' }),
    column: t.exposeInt('column', { description: 'From 1.' }),
    field: t.exposeString('field', {
      description: 'The way to the field, such as `schedules.morning.spec.cron.0`; empty for the file itself.',
    }),
    message: t.exposeString('message', { description: 'What is wrong, for people.' }),
  }),
});

builder.objectType(SchedulesFileError, {
  name: 'SchedulesFileError',
  description: 'The file cannot be applied. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    problems: t.field({
      type: [ProblemType],
      description: 'What is wrong with it, from its beginning on, at most 50.',
      resolve: ({ problems }) => [...problems],
    }),
  }),
});

builder.objectType(SchedulesLockedError, {
  name: 'SchedulesLockedError',
  description: 'A scheduler of the deployment applies the file of this owner. Nothing was changed.',
  interfaces: [ErrorInterface],
});

builder.mutationField('applySchedules', (t) =>
  t.field({
    type: AppliedType,
    description:
      'Makes schedules what a file says: creates, changes, and deletes those of its owner that it does not have.',
    extensions: cost.list,
    errors: { types: [InvalidInputError, SchedulesFileError, SchedulesLockedError] },
    args: {
      file: t.arg.string({
        required: true,
        description: `The text of the file, as a scheduler reads it (docs/SCHEDULES.md), with at most ${mostByRequest} schedules.`,
      }),
      dryRun: t.arg.boolean({ required: true, description: 'Only say what would be done. Begin with true.' }),
    },
    resolve: (_root, { file, dryRun }, { services }) => services.applyDeclared(file, dryRun),
  }),
);
