import { encodePlace } from '../../src/services/timeline/cursor.ts';
import {
  timelineKinds,
  type TimelineEntry,
  type TimelineEvent,
  type TimelineGap,
  type TimelineReset,
} from '../../src/services/timeline/entry.ts';
import { encodeRunId } from '../../src/services/runs/run-id.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { described } from '../described.ts';
import { FailureType } from './failure.ts';
import { RunInterface } from './interface.ts';
import { connectionType } from '../page.ts';

const TimelineEventKind = builder.enumType('TimelineEventKind', {
  description: 'What a line of the log is about.',
  values: described(timelineKinds),
});

export const TimelineEntryInterface = builder.interfaceRef<TimelineEntry>('TimelineEntry').implement({
  description: 'One line of the log of what a run did.',
  resolveType: ({ type }) => type,
  fields: (t) => ({
    cursor: t.string({
      description: 'Its place in the log. Pass it as `after` to go on behind it, at any time and to any server.',
      resolve: ({ place }) => encodePlace(place),
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    message: t.exposeString('message', { description: 'What happened, for people.' }),
  }),
});

builder.objectRef<TimelineEvent>('TimelineEvent').implement({
  description: 'Something that happened. Of what is handed around only names are told, never values.',
  interfaces: [TimelineEntryInterface],
  fields: (t) => ({
    kind: t.expose('kind', { type: TimelineEventKind, description: 'What it is about.' }),
    runId: t.string({ description: 'The Temporal execution it happened in.', resolve: ({ place }) => place.runId }),
    eventId: t.int({ description: "Its number in that execution's history.", resolve: ({ place }) => place.eventId }),
    name: t.string({
      nullable: true,
      description: 'Name of a signal, an update, a timer or a mark.',
      resolve: ({ name }) => name ?? null,
    }),
    activity: t.string({
      nullable: true,
      description: "An activity's name in the workflow's contract, else its Temporal activity type.",
      resolve: ({ activity }) => activity ?? null,
    }),
    step: t.string({
      nullable: true,
      description: 'The step that was entered, or that the activity belongs to.',
      resolve: ({ step }) => step ?? null,
    }),
    attempt: t.int({
      nullable: true,
      description: 'At which attempt an activity ended, from 1.',
      resolve: ({ attempt, startedAt }) => (startedAt ? (attempt ?? null) : null),
    }),
    startedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When the attempt began that an activity ended with. Temporal keeps it to itself until then; what is under way ' +
        'is in `Run.progress.activities`.',
      resolve: ({ startedAt }) => startedAt ?? null,
    }),
    failure: t.field({
      type: FailureType,
      nullable: true,
      description: 'Why it failed.',
      resolve: ({ failure }) => failure ?? null,
    }),
    childId: t.id({
      nullable: true,
      description: '`id` of the run that was started; unlike `child` it costs nothing.',
      resolve: ({ child }) => (child ? encodeRunId(child) : null),
    }),
    childWorkflowId: t.string({
      nullable: true,
      description: '`workflowId` of the run that was started.',
      resolve: ({ child }) => child?.workflowId ?? null,
    }),
    child: t.field({
      type: RunInterface,
      nullable: true,
      description: 'The run that was started, as it is now; null when it is forgotten.',
      extensions: cost.call,
      resolve: ({ child }, _args, { services }) => (child ? services.runs.get(encodeRunId(child)) : null),
    }),
  }),
});

builder.objectRef<TimelineReset>('TimelineReset').implement({
  description: 'The run was taken back to an earlier event, and goes on from there in another execution.',
  interfaces: [TimelineEntryInterface],
  fields: (t) => ({
    fromRunId: t.exposeString('fromRunId', { description: 'The Temporal execution it was taken back to.' }),
    fromEvent: t.exposeInt('fromEvent', {
      description: 'The number of the first event of that execution that does not hold any more.',
    }),
  }),
});

builder.objectRef<TimelineGap>('TimelineGap').implement({
  description:
    'What happened before is forgotten: older than the retention, or deleted. The log goes on with what is left.',
  interfaces: [TimelineEntryInterface],
});

export const TimelineConnection = connectionType<TimelineEntry>('Timeline', TimelineEntryInterface, {
  one: 'line',
  page: 'A page of the log of a run, oldest first. `Subscription.timeline` goes on behind its last cursor.',
});
