import { InvalidInputError } from '../../src/errors.ts';
import type { BulkFailure } from '../../src/services/bulk.ts';
import { mostInBulk, runsInBulk, type RunsOutcome } from '../../src/services/runs/bulk.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { RunFilterInput } from './queries.ts';

const FailureType = builder.objectRef<BulkFailure>('RunBulkFailure').implement({
  description: 'A run that nothing could be done to.',
  fields: (t) => ({
    id: t.exposeID('of', { description: 'Opaque id of the run.' }),
    code: t.exposeString('code', { description: 'Stable: switch on it.' }),
    message: t.exposeString('message', { description: 'What is wrong, for people.' }),
  }),
});

const BulkType = builder.objectRef<RunsOutcome>('RunsChanged').implement({
  description: 'What was done to runs, or would be.',
  fields: (t) => ({
    dryRun: t.exposeBoolean('dryRun', { description: 'Whether they were only counted.' }),
    count: t.exposeInt('count', { description: `Runs that match, up to ${mostInBulk}.` }),
    more: t.exposeBoolean('more', {
      description:
        'Whether more of them match. Once the list has caught up, the same request comes to those that are left.',
    }),
    changed: t.int({ description: 'How many were changed.', resolve: ({ changed }) => changed.length }),
    failures: t.field({
      type: [FailureType],
      description: 'Those that nothing could be done to; the rest is done.',
      resolve: ({ failures }) => failures,
    }),
  }),
});

const bulkArgs = builder.args((t) => ({
  filter: t.field({
    type: RunFilterInput,
    required: true,
    description: `Which runs, the newest ${mostInBulk} of them; an empty one is all.`,
  }),
  dryRun: t.boolean({
    required: true,
    description: 'Only count them. Begin with true: one that was started a moment ago may not be among them yet.',
  }),
  reason: t.string({ required: false, description: 'Why, for whoever looks at the runs later.' }),
}));
const bulk = { type: BulkType, errors: { types: [InvalidInputError] }, extensions: cost.list };

builder.mutationFields((t) => ({
  cancelRuns: t.field({
    ...bulk,
    description: 'Asks all runs that match and have not ended to stop, as `cancelRun` does.',
    args: bulkArgs,
    resolve: (_root, { filter, dryRun, reason }, { services: { runs } }) =>
      runsInBulk(runs, filter, { dryRun, only: ['RUNNING', 'PAUSED'] }, ({ id }) => runs.cancel(id, reason)),
  }),
  pauseRuns: t.field({
    ...bulk,
    description: 'Pauses all runs that match and are running, as `pauseRun` does.',
    args: bulkArgs,
    resolve: (_root, { filter, dryRun, reason }, { services: { runs } }) =>
      runsInBulk(runs, filter, { dryRun, only: ['RUNNING'] }, ({ id }) => runs.pause(id, reason)),
  }),
  resumeRuns: t.field({
    ...bulk,
    description: 'Resumes all runs that match and are paused.',
    args: bulkArgs,
    resolve: (_root, { filter, dryRun, reason }, { services: { runs } }) =>
      runsInBulk(runs, filter, { dryRun, only: ['PAUSED'] }, ({ id }) => runs.resume(id, reason)),
  }),
  resetRuns: t.field({
    ...bulk,
    extensions: { ...cost.list, ...cost.start, cost: cost.list.cost },
    description: 'Takes all runs that match back to a step, as `resetRun` does, whatever their status is.',
    args: {
      ...bulkArgs,
      toStep: t.arg.string({
        required: true,
        description: "The step: one of the contract of the filter's `workflow`, which is required.",
      }),
    },
    resolve: (_root, { filter, dryRun, reason, toStep }, { services: { runs } }) => {
      if (filter.workflow == null) {
        const message = 'Say which workflow: each has steps of its own.';
        throw new InvalidInputError([{ path: ['filter', 'workflow'], message }]);
      }
      return runsInBulk(runs, filter, { dryRun }, ({ id }) => runs.reset(id, { step: toStep }, reason));
    },
  }),
}));
