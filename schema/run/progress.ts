import type { Progress, RunningActivity } from '../../src/services/progress/progress.ts';
import { builder } from '../builder.ts';
import { PreviewType } from './preview.ts';

const ActivityProgressType = builder.objectRef<RunningActivity>('ActivityProgress').implement({
  description: 'One activity that is running, or waiting to be tried again.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: "Its name in the workflow's contract, else its Temporal activity type.",
    }),
    step: t.exposeString('step', { nullable: true, description: 'The step it belongs to.' }),
    attempt: t.exposeInt('attempt', { description: 'From 1; a repeat may start lower than the attempt before.' }),
    done: t.float({ nullable: true, description: 'Units done.', resolve: ({ done }) => done ?? null }),
    total: t.float({ nullable: true, description: 'Units to do.', resolve: ({ total }) => total ?? null }),
    unit: t.string({
      nullable: true,
      description: 'What is counted, in the plural; null when only the proportion means something.',
      resolve: ({ unit }) => unit ?? null,
    }),
    message: t.string({
      nullable: true,
      description: 'What it is doing, for people.',
      resolve: ({ message }) => message ?? null,
    }),
    preview: t.field({
      type: PreviewType,
      nullable: true,
      description: 'The newest picture of what it makes; null when this attempt has shown none.',
      resolve: ({ preview }) => preview ?? null,
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', nullable: true, description: 'When it last said something.' }),
  }),
});

export const ProgressType = builder.objectRef<Progress>('Progress').implement({
  description: 'How far a run is: state, not a log. Intermediate values may be skipped, the last one never is.',
  fields: (t) => ({
    percent: t.exposeFloat('percent', {
      nullable: true,
      description: '0-100, from the work done; null while unknown.',
    }),
    step: t.exposeString('step', { nullable: true, description: 'The step the run is in; null before the first.' }),
    message: t.exposeString('message', { nullable: true, description: 'What it is doing, for people.' }),
    done: t.exposeFloat('done', {
      nullable: true,
      description: 'Units the running activity has done; of a step with parts, the parts that are over.',
    }),
    total: t.exposeFloat('total', {
      nullable: true,
      description: 'Units the running activity has to do; of a step with parts, how many there are.',
    }),
    unit: t.exposeString('unit', {
      nullable: true,
      description: 'What is counted, in the plural; null when only the proportion means something.',
    }),
    preview: t.field({
      type: PreviewType,
      nullable: true,
      description:
        'The newest picture of what is being made, by whichever activity runs now. Null when none shows one, in lists of ' +
        'runs, and when the run has ended.',
      resolve: ({ preview }) => preview,
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the run last said something.',
    }),
    etaSeconds: t.exposeInt('etaSeconds', {
      nullable: true,
      description:
        'Seconds left: at the rate seen, or until that says something, as long as runs of this workflow usually take. ' +
        'Null outside a subscription, while the run waits, and while it would be a guess.',
    }),
    activities: t.field({
      type: [ActivityProgressType],
      description: 'What is running now. Empty in lists of runs: ask for the single run.',
      resolve: ({ activities }) => activities,
    }),
  }),
});
