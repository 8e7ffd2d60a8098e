import {
  InvalidInputError,
  ScheduleAlreadyExistsError,
  ScheduleConflictError,
  ScheduleNotFoundError,
} from '../../src/errors.ts';
import { inBulk } from '../../src/services/schedules/bulk.ts';
import type { Schedule, ScheduledRun } from '../../src/services/schedules/schedule.ts';
import { encodeRunId } from '../../src/services/runs/run-id.ts';
import { changesOf, choiceTexts, type ScheduleChanges } from '../../src/services/schedules/definition.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { RunInterface } from '../run/interface.ts';
import { LabelInput } from '../run/queries.ts';
import { withoutNulls } from '../without-nulls.ts';
import { addActionInput, toActionRequest } from './action.ts';
import { bulk, bulkArgs } from './bulk.ts';
import { noteArg } from './note-arg.ts';
import { ScheduleSpecInput } from './spec.ts';
import { OverlapType, scheduleId, ScheduleType } from './types.ts';

const ScheduleDeleted = builder.objectRef<{ id: string }>('ScheduleDeleted').implement({
  description: 'The schedule is gone. Runs it has started go on.',
  fields: (t) => ({ id: t.exposeID('id', { description: 'Its id.' }) }),
});

const ScheduleTriggered = builder
  .objectRef<{ schedule: Schedule; run: ScheduledRun | null }>('ScheduleTriggered')
  .implement({
    description: 'The schedule was asked for a run.',
    fields: (t) => ({
      schedule: t.field({ type: ScheduleType, description: 'The schedule.', resolve: ({ schedule }) => schedule }),
      run: t.field({
        type: RunInterface,
        nullable: true,
        description: 'The run; null when the overlap policy has let it pass, or put it off.',
        resolve: ({ run }, _args, { services }) => run && services.runs.get(encodeRunId(run.key)),
      }),
    }),
  });

const texts = { ...choiceTexts, action: 'What it starts.' };

/** The mutations of schedules. Once the actions of all workflows have been added. */
export function addScheduleMutations() {
  const ActionInput = addActionInput();
  const CreateInput = builder.inputType('CreateScheduleInput', {
    description: 'A schedule to make.',
    fields: (t) => ({
      name: t.string({
        required: true,
        description: 'Unique: 1 to 200 letters, digits, `.`, `_` or `-`. Ids of its runs begin with it.',
      }),
      action: t.field({ type: ActionInput, required: true, description: texts.action }),
      spec: t.field({ type: ScheduleSpecInput, required: true, description: texts.spec }),
      overlap: t.field({ type: OverlapType, description: `${texts.overlap} Default: SKIP.` }),
      catchUpWindow: t.int({ description: `${texts.catchUpWindow} 10 to 31,536,000. Default: 600.` }),
      pauseOnFailure: t.boolean({ description: `${texts.pauseOnFailure} Default: false.` }),
      remainingActions: t.int({ description: `${texts.remainingActions} Default: no end.` }),
      paused: t.boolean({ description: `${texts.paused} Default: false.` }),
      note: t.string({ description: texts.note }),
      labels: t.field({ type: [LabelInput], description: texts.labels }),
    }),
  });
  const UpdateInput = builder.inputType('UpdateScheduleInput', {
    description: 'What is to be different; what is left out stays as it is.',
    fields: (t) => ({
      action: t.field({ type: ActionInput, description: texts.action }),
      spec: t.field({ type: ScheduleSpecInput, description: `${texts.spec} All of it: nothing of the former stays.` }),
      overlap: t.field({ type: OverlapType, description: texts.overlap }),
      catchUpWindow: t.int({ description: texts.catchUpWindow }),
      pauseOnFailure: t.boolean({ description: texts.pauseOnFailure }),
      remainingActions: t.int({ description: `${texts.remainingActions} Null: no end.` }),
      note: t.string({ description: texts.note }),
      labels: t.field({ type: [LabelInput], description: texts.labels }),
    }),
  });
  const toChanges = ({
    action,
    spec,
    remainingActions,
    ...choices
  }: typeof UpdateInput.$inferInput): ScheduleChanges => ({
    ...withoutNulls(choices),
    ...(remainingActions !== undefined && { remainingActions }),
    ...(spec && { spec: withoutNulls(spec) }),
    ...(action && { action: toActionRequest(action) }),
  });
  const idArg = builder.args((t) => ({ id: t.id({ required: true, description: 'Id of the schedule.' }) }));

  builder.mutationFields((t) => ({
    createSchedule: t.field({
      type: ScheduleType,
      description: 'Makes a schedule for a workflow.',
      errors: { types: [InvalidInputError, ScheduleAlreadyExistsError] },
      args: { input: t.arg({ type: CreateInput, required: true, description: 'The schedule.' }) },
      resolve: (_root, { input }, { services }) => {
        const { action, spec, ...choices } = input;
        return services.schedules.create({
          ...withoutNulls(choices),
          name: input.name,
          spec: withoutNulls(spec),
          action: toActionRequest(action),
        });
      },
    }),
    updateSchedule: t.field({
      type: ScheduleType,
      description: 'Changes a schedule, if nobody has changed it since it had the revision.',
      errors: { types: [InvalidInputError, ScheduleNotFoundError, ScheduleConflictError] },
      args: {
        ...idArg,
        expectedRevision: t.arg.string({ required: true, description: '`revision` of the schedule as you know it.' }),
        input: t.arg({ type: UpdateInput, required: true, description: 'The changes.' }),
      },
      resolve: (_root, { id, expectedRevision, input }, { services }) =>
        services.schedules.update(scheduleId.nameOf(id), expectedRevision, toChanges(input)),
    }),
    updateSchedules: t.field({
      ...bulk,
      description:
        'Changes all schedules that match. One that somebody else changes at the same time is among the failures.',
      args: { ...bulkArgs, input: t.arg({ type: UpdateInput, required: true, description: 'The changes.' }) },
      resolve: (_root, { filter, dryRun, input }, { services: { schedules } }) => {
        const changes = toChanges(input);
        changesOf(changes); // what is wrong with them is wrong with all
        return inBulk(schedules, filter, dryRun, async (schedule) => {
          const { revision } = (await schedule.details()) ?? {};
          if (revision === undefined) throw new ScheduleNotFoundError(schedule.name);
          return schedules.update(schedule.name, revision, changes);
        });
      },
    }),
    deleteSchedule: t.field({
      type: ScheduleDeleted,
      description: 'Ends a schedule for good.',
      errors: { types: [ScheduleNotFoundError] },
      args: idArg,
      resolve: async (_root, { id }, { services }) => {
        await services.schedules.remove(scheduleId.nameOf(id));
        return { id };
      },
    }),
    pauseSchedule: t.field({
      type: ScheduleType,
      description: 'Lets its times pass without a run until it is resumed.',
      errors: { types: [InvalidInputError, ScheduleNotFoundError] },
      args: { ...idArg, ...noteArg },
      resolve: (_root, { id, note }, { services }) => services.schedules.pause(scheduleId.nameOf(id), note ?? ''),
    }),
    resumeSchedule: t.field({
      type: ScheduleType,
      description: 'Lets a paused schedule go on with its next time.',
      errors: { types: [InvalidInputError, ScheduleNotFoundError] },
      args: { ...idArg, ...noteArg },
      resolve: (_root, { id, note }, { services }) => services.schedules.resume(scheduleId.nameOf(id), note ?? ''),
    }),
    triggerSchedule: t.field({
      type: ScheduleTriggered,
      description: 'Starts a run now, also while it is paused.',
      extensions: cost.start,
      errors: { types: [ScheduleNotFoundError] },
      args: {
        ...idArg,
        overlap: t.arg({ type: OverlapType, required: false, description: `${texts.overlap} Default: its own.` }),
      },
      resolve: (_root, { id, overlap }, { services }) => services.schedules.trigger(scheduleId.nameOf(id), overlap),
    }),
  }));
}
