import { InvalidInputError } from '../../src/errors.ts';
import type { Collision } from '../../src/services/schedules/preview/collisions.ts';
import type { ClockEffect, ClockWarning } from '../../src/services/schedules/preview/clock-warnings.ts';
import type { SchedulePreview } from '../../src/services/schedules/preview/preview.ts';
import { builder } from '../builder.ts';
import { cost, type PageCost } from '../cost.ts';
import { LabelInput } from '../run/queries.ts';
import { withoutNulls } from '../without-nulls.ts';
import { ScheduleSpecInput } from './spec.ts';
import { scheduleId, ScheduleType } from './types.ts';

export const ScheduleTimeType = builder.objectRef<SchedulePreview['times'][number]>('ScheduleTime').implement({
  description: 'A time at which a schedule is due.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The moment.' }),
    local: t.exposeString('local', {
      description:
        'What the clock shows in the time zone of the schedule, with its offset: `2026-10-25T09:00:00+01:00`.',
    }),
  }),
});

const ClockEffectType = builder.enumType('ClockEffect', {
  description:
    'What becomes of a time that a clock change takes away, or gives twice, or that is lost in the hours after it.',
  values: {
    SKIPPED: { description: 'There is no run for it.' },
    MOVED: { description: 'The time does not exist on that day; the run is at another one.' },
    ONCE: { description: 'The clock shows it twice; there is a run at one of them.' },
    TWICE: { description: 'The clock shows it twice, and there is a run each time.' },
  } satisfies Record<ClockEffect, object>,
});

const ClockWarningType = builder.objectRef<ClockWarning>('ClockWarning').implement({
  description: 'What the server does with a time at which clocks are changed.',
  fields: (t) => ({
    effect: t.expose('effect', { type: ClockEffectType, description: 'What becomes of it.' }),
    local: t.exposeString('local', { description: 'What the clock shows then: `2026-10-25T02:30:00`.' }),
    runs: t.field({ type: ['DateTime'], description: 'When there are runs for it.', resolve: ({ runs }) => runs }),
    changeAt: t.expose('changeAt', { type: 'DateTime', description: 'When the clocks are changed.' }),
  }),
});

const CollisionType = builder.objectRef<Collision>('ScheduleCollision').implement({
  description: 'Another schedule is due too soon before or after.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When the schedule is due that was looked at.' }),
    otherAt: t.expose('otherAt', { type: 'DateTime', description: 'When the other one is due.' }),
    other: t.field({
      type: ScheduleType,
      nullable: true,
      description: 'The other one; null when it was deleted since.',
      extensions: cost.call,
      resolve: ({ name }, _args, { services }) => services.schedules.get(name),
    }),
  }),
});

const PreviewType = builder.objectRef<SchedulePreview>('SchedulePreview').implement({
  description: 'When a schedule would be due, as the server itself says.',
  fields: (t) => ({
    times: t.field({ type: [ScheduleTimeType], description: 'The first times.', resolve: ({ times }) => times }),
    count: t.exposeInt('count', { description: 'How many there are in all, counted up to 10,000.' }),
    complete: t.exposeBoolean('complete', { description: 'Whether there are no more than were counted.' }),
    warnings: t.field({
      type: [ClockWarningType],
      description: 'What clock changes do to its times.',
      resolve: ({ warnings }) => warnings,
    }),
    collisions: t.field({
      type: [CollisionType],
      description: 'Other schedules that are due too soon before or after one of `times`; at most 1,000.',
      resolve: ({ collisions }) => collisions,
    }),
    collisionsComplete: t.exposeBoolean('collisionsComplete', {
      description:
        'Whether those are all collisions of `times`: false when more than 100 schedules have the label, or one of them ' +
        'is due more than 10,000 times in between.',
    }),
  }),
});

const CollisionInput = builder.inputType('ScheduleCollisionInput', {
  description: 'Which other schedules are to keep a distance.',
  fields: (t) => ({
    label: t.field({
      type: LabelInput,
      required: true,
      description: 'Those with this label that are not paused; up to 100 are looked at.',
    }),
    within: t.int({ required: true, description: 'Seconds that are too close, up to a day.' }),
  }),
});

builder.queryField('previewSchedule', (t) =>
  t.field({
    type: PreviewType,
    description: 'Simulates a schedule: one that is there (`id`), or one that is not (`spec`).',
    extensions: cost.list,
    args: {
      spec: t.arg({ type: ScheduleSpecInput, required: false, description: 'When it is due.' }),
      id: t.arg.id({ required: false, description: 'Id of a schedule.' }),
      from: t.arg({ type: 'DateTime', required: false, description: 'The first moment. Default: now.' }),
      to: t.arg({
        type: 'DateTime',
        required: false,
        description: 'The last moment, at most 5 years later. Default: a year later.',
      }),
      first: t.arg.int({
        required: false,
        defaultValue: 50,
        description: 'How many times to tell, at most 500.',
        extensions: { most: 500 } satisfies PageCost,
      }),
      collisions: t.arg({ type: CollisionInput, required: false, description: 'Which others to compare with.' }),
    },
    resolve: (_root, { spec, id, ...choices }, { services }) => {
      if ((spec == null) === (id == null)) {
        throw new InvalidInputError([{ path: ['spec'], message: 'Give either spec or id.' }]);
      }
      return services.previewSchedule({
        ...withoutNulls(choices),
        ...(spec && { spec: withoutNulls(spec) }),
        ...(id != null && { name: scheduleId.nameOf(id) }),
      });
    },
  }),
);
