import {
  overlaps,
  overlapTexts,
  type Overlap,
  type Schedule,
  type ScheduleCounts,
  type ScheduleDetails,
  type ScheduledRun,
} from '../../src/services/schedules/schedule.ts';
import { ScheduleNotFoundError } from '../../src/errors.ts';
import { encodeRunId } from '../../src/services/runs/run-id.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { NodeInterface, RunInterface } from '../run/interface.ts';
import { LabelType } from '../run/types.ts';
import { typedId } from '../typed-id.ts';
import { ScheduleActionInterface } from './action.ts';
import { ScheduleSpecType } from './spec.ts';

const { write, read } = typedId('Schedule');
export const scheduleId = {
  write,
  read,
  /** The name that an id stands for. Throws ScheduleNotFoundError for what is no id of a schedule, such as its name. */
  nameOf(id: string): string {
    const name = read(id);
    if (name !== '') return name;
    throw new ScheduleNotFoundError(name, `This is no id of a schedule: those are \`${write('')}\` and its name.`);
  },
};

export const OverlapType = builder.enumType('ScheduleOverlap', {
  description: 'What happens when it is time and an earlier run still goes on.',
  values: Object.fromEntries(overlaps.map((overlap) => [overlap, { description: overlapTexts[overlap] }])) as Record<
    Overlap,
    { description: string }
  >,
});

const CountsType = builder.objectRef<ScheduleCounts>('ScheduleCounts').implement({
  description: 'What became of the times of a schedule, since it was made.',
  fields: (t) => ({
    started: t.exposeInt('started', { description: 'Runs it has started.' }),
    skippedByOverlap: t.exposeInt('skippedByOverlap', {
      description: 'Times that passed as an earlier run still went on.',
    }),
    missed: t.exposeInt('missed', {
      description: 'Times that were longer ago than the catch-up window when the server came back.',
    }),
  }),
});

const ScheduledRunType = builder.objectRef<ScheduledRun>('ScheduledRun').implement({
  description: 'A run that a schedule has started.',
  fields: (t) => ({
    scheduledAt: t.expose('scheduledAt', { type: 'DateTime', nullable: true, description: 'When it was due.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it was started.' }),
    run: t.field({
      type: RunInterface,
      nullable: true,
      description: 'The run as it is now; null when it is forgotten.',
      extensions: cost.call,
      resolve: ({ key }, _args, { services }) => services.runs.get(encodeRunId(key)),
    }),
  }),
});

/** A field that only a look at the single schedule tells; of a listed one, it costs a call. */
const fromDetails = <Field extends keyof ScheduleDetails>(field: Field) => ({
  extensions: cost.call,
  async resolve(schedule: Schedule) {
    const details = await schedule.details();
    if (!details) throw new ScheduleNotFoundError(schedule.name);
    return details[field];
  },
});

export const ScheduleType = builder.objectRef<Schedule>('Schedule').implement({
  description: 'Starts runs of a workflow by the clock.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: 'Made of its name.', resolve: ({ name }) => scheduleId.write(name) }),
    name: t.exposeString('name', { description: 'Unique in this deployment. Ids of its runs begin with it.' }),
    workflow: t.exposeString('workflow', { description: 'Name of the workflow it starts.' }),
    spec: t.field({ type: ScheduleSpecType, description: 'When it is due.', resolve: ({ spec }) => spec }),
    paused: t.exposeBoolean('paused', { description: 'Whether times pass without a run.' }),
    note: t.exposeString('note', { description: 'Why it is paused, or whatever people have to say of it.' }),
    labels: t.field({
      type: [LabelType],
      description: 'Marks to find it by; its runs have them too.',
      resolve: ({ labels }) => labels,
    }),
    declared: t.boolean({
      description:
        'Whether a file of the deployment declares it: then changes that contradict the file are taken back within ' +
        'minutes, and deleting it makes it anew. What the file does not say of pausing and the note is yours.',
      resolve: ({ declared }) => declared !== null,
    }),
    createdBy: t.exposeString('createdBy', {
      nullable: true,
      description:
        'Who made it: `key:` and its id, or `file:` and the owner of the file that declares it. Null where no key was ' +
        'asked for, or another program made it.',
    }),
    next: t.field({
      type: ['DateTime'],
      description:
        'The times it is due next, jitter included: up to 10, in lists up to 5. The server does not leave out those for ' +
        'which it will be paused.',
      resolve: ({ next }) => next,
    }),
    recent: t.field({
      type: [ScheduledRunType],
      description: 'The runs it has started last, newest first: up to 10, in lists up to 5.',
      resolve: ({ recent }) => recent,
    }),
    action: t.field({
      type: ScheduleActionInterface,
      description: 'What it starts.',
      ...fromDetails('action'),
    }),
    overlap: t.field({
      type: OverlapType,
      description: 'What happens when it is time and an earlier run still goes on.',
      ...fromDetails('overlap'),
    }),
    catchUpWindow: t.int({
      description: 'Seconds: what was due while Temporal was away is done if it is not longer ago than this.',
      ...fromDetails('catchUpWindow'),
    }),
    pauseOnFailure: t.boolean({
      description: 'Whether it is paused when a run fails or times out.',
      ...fromDetails('pauseOnFailure'),
    }),
    remainingActions: t.int({
      nullable: true,
      description: 'How many more runs it starts by itself; null: no end.',
      ...fromDetails('remainingActions'),
    }),
    counts: t.field({
      type: CountsType,
      description: 'What became of its times so far.',
      ...fromDetails('counts'),
    }),
    revision: t.string({
      description: 'Another one after every change; `updateSchedule` wants it.',
      ...fromDetails('revision'),
    }),
    createdAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was made.',
      ...fromDetails('createdAt'),
    }),
    updatedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was changed last; null: never.',
      ...fromDetails('updatedAt'),
    }),
  }),
});
