import type { Run } from '../../src/services/runs/run.ts';
import type { Label } from '../../workers/kit/wire/label.ts';
import { runStatuses } from '../../src/services/runs/status.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { RunConnection } from './connection.ts';
import { FailureType } from './failure.ts';
import { NodeInterface, RunInterface, runTypeName } from './interface.ts';
import { pageArgs, pageSize } from '../page.ts';
import { ProgressType } from './progress.ts';
import { TimelineConnection } from './timeline.ts';
import { WaitingType } from './waiting.ts';

export const RunStatusType = builder.enumType('RunStatus', {
  description: 'What became of a run. All but RUNNING and PAUSED are final.',
  values: runStatuses,
});

export const LabelType = builder.objectRef<Label>('Label').implement({
  description: 'A mark given at the start, to find runs by.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'What the label is about.' }),
    value: t.exposeString('value', { description: 'What it says.' }),
  }),
});

RunInterface.implement({
  description: 'One execution of a workflow, through all retries and continuations.',
  interfaces: [NodeInterface],
  resolveType: runTypeName,
  fields: (t) => ({
    workflow: t.exposeString('workflow', { description: 'Name of the workflow.' }),
    workflowId: t.string({
      description: 'Temporal workflow id.',
      resolve: async (run) => (await run.snapshot()).workflowId,
    }),
    status: t.field({
      type: RunStatusType,
      description: 'Running, or how it ended.',
      resolve: async (run) => (await run.snapshot()).status,
    }),
    startedAt: t.field({
      type: 'DateTime',
      description: 'When it was started.',
      resolve: async (run) => (await run.snapshot()).startedAt,
    }),
    closedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null while it goes on.',
      resolve: async (run) => (await run.snapshot()).closedAt,
    }),
    progress: t.field({
      type: ProgressType,
      description: 'How far it is.',
      resolve: async (run) => (await run.snapshot()).progress,
    }),
    waiting: t.field({
      type: WaitingType,
      nullable: true,
      description: 'Why it does not move; null when it does. Not known in lists of runs: ask for the single run.',
      resolve: async (run) => (await run.snapshot()).waiting,
    }),
    failure: t.field({
      type: FailureType,
      nullable: true,
      description: 'Why it did not succeed; null when it did, goes on, or was cancelled.',
      extensions: cost.call,
      resolve: async (run) => (await run.outcome())?.failure ?? null,
    }),
    labels: t.field({
      type: [LabelType],
      description: 'Marks given at the start.',
      resolve: async (run) => (await run.snapshot()).labels,
    }),
    startedBy: t.string({
      nullable: true,
      description:
        'Who started it: `key:` or `token:` and its id. Null where no key was asked for, or another program started it.',
      resolve: async (run) => (await run.snapshot()).startedBy,
    }),
    inputJson: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What it was started with, as it was sent.',
      extensions: cost.call,
      resolve: async (run) => (await run.input()) ?? null,
    }),
    resultJson: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What it returned; null until it has completed.',
      extensions: cost.call,
      resolve: async (run) => (await run.outcome())?.result ?? null,
    }),
    detailJson: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Progress beyond done and total, as the workflow reports it.',
      resolve: async (run) => (await run.snapshot()).progress.detail,
    }),
    timeline: t.field({
      type: TimelineConnection,
      description: 'The log of what it did, oldest first, through all its executions.',
      extensions: cost.history,
      args: pageArgs,
      resolve: ({ id, ask }, { first, after }, { services }) =>
        ask(`timeline ${first} ${after}`, () => services.timeline.page(id, pageSize(first), after)),
    }),
    parent: t.field({
      type: RunInterface,
      nullable: true,
      description: 'The run that started this one.',
      extensions: cost.call,
      resolve: (run, _args, { services }) => services.runs.parent(run),
    }),
    children: t.field({
      type: RunConnection,
      description: 'Runs that this one started, newest first.',
      extensions: cost.list,
      args: pageArgs,
      resolve: (run, args, { services }) => services.runs.children(run, pageSize(args.first), args.after),
    }),
  }),
});

builder.objectRef<Run>('UntypedRun').implement({
  description: "A run of a workflow that has no contract here: another worker's, or a retired one.",
  interfaces: [RunInterface, NodeInterface],
});

/** `RunChanged` is a wrapper because an interface cannot be a direct member of a result union. */
export const RunChanged = builder.objectRef<{ id: string }>('RunChanged').implement({
  description: 'The change was accepted.',
  fields: (t) => ({
    run: t.field({
      type: RunInterface,
      nullable: true,
      description: 'The run as it is now.',
      extensions: cost.call,
      resolve: ({ id }, _args, { services }) => services.runs.get(id),
    }),
  }),
});
