import type { Waiting } from '../../src/services/progress/waiting.ts';
import { approvalId } from '../approval/id.ts';
import { builder } from '../builder.ts';

type Of<Type extends Waiting['type']> = Extract<Waiting, { type: Type }>;

const since = 'Since when.';
const taskQueue = 'The Temporal task queue it waits in.';

const NoWorker = builder.objectRef<Of<'NoWorkerWaiting'>>('NoWorkerWaiting').implement({
  description: 'A task is ready, and no worker is there to take it.',
  fields: (t) => ({
    taskQueue: t.exposeString('taskQueue', { description: taskQueue }),
    since: t.expose('since', { type: 'DateTime', description: since }),
  }),
});
const Queued = builder.objectRef<Of<'QueuedWaiting'>>('QueuedWaiting').implement({
  description: 'A task is ready, and all workers are busy.',
  fields: (t) => ({
    taskQueue: t.exposeString('taskQueue', { description: taskQueue }),
    backlog: t.exposeInt('backlog', { description: 'Tasks that wait in the same queue, about.' }),
    since: t.expose('since', { type: 'DateTime', description: since }),
  }),
});
const BackingOff = builder.objectRef<Of<'BackingOffWaiting'>>('BackingOffWaiting').implement({
  description: 'An activity failed and will be tried again.',
  fields: (t) => ({
    attempt: t.exposeInt('attempt', { description: 'The attempt that failed, from 1.' }),
    maxAttempts: t.exposeInt('maxAttempts', { nullable: true, description: 'How many there may be; null: no limit.' }),
    nextAttemptAt: t.expose('nextAttemptAt', { type: 'DateTime', description: 'When the next one is due.' }),
    lastFailure: t.exposeString('lastFailure', { description: 'Why the last one failed.' }),
  }),
});
const Paused = builder.objectRef<Of<'PausedWaiting'>>('PausedWaiting').implement({
  description: 'Someone paused it.',
  fields: (t) => ({ since: t.expose('since', { type: 'DateTime', nullable: true, description: since }) }),
});
const StartDelay = builder.objectRef<Of<'StartDelayWaiting'>>('StartDelayWaiting').implement({
  description: 'It was started to begin later.',
  fields: (t) => ({ until: t.expose('until', { type: 'DateTime', description: 'When it begins.' }) }),
});
const Decision = builder.objectRef<Of<'DecisionWaiting'>>('DecisionWaiting').implement({
  description: 'People are asked, and nobody has decided yet.',
  fields: (t) => ({
    approvalId: t.id({
      description: 'Of what is asked; of several, of what was asked first.',
      resolve: ({ approval }) => approvalId.write(approval),
    }),
    name: t.exposeString('name', { description: 'Name of the decision in the contract of the workflow.' }),
    question: t.exposeString('question', { description: 'What is asked.' }),
    since: t.expose('since', { type: 'DateTime', description: since }),
    deadline: t.expose('deadline', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when it can be decided; null: as long as the run goes on.',
    }),
  }),
});
const Timer = builder.objectRef<Of<'TimerWaiting'>>('TimerWaiting').implement({
  description: 'It sleeps.',
  fields: (t) => ({ until: t.expose('until', { type: 'DateTime', description: 'When it goes on.' }) }),
});
const Children = builder.objectRef<Of<'ChildrenWaiting'>>('ChildrenWaiting').implement({
  description: 'It waits for runs that it started.',
  fields: (t) => ({
    running: t.exposeInt('running', { description: 'How many of them are running.' }),
    planned: t.exposeInt('planned', {
      nullable: true,
      description: 'How many there will be; null when it did not say.',
    }),
  }),
});

export const WaitingType = builder.unionType('Waiting', {
  description: 'Why a run does not move.',
  types: [NoWorker, Queued, BackingOff, Paused, StartDelay, Decision, Timer, Children],
  resolveType: ({ type }) => type,
});
