import {
  InvalidInputError,
  PauseNotSupportedError,
  RunAlreadyExistsError,
  RunNotFoundError,
  RunNotRunningError,
} from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { RunChanged } from './types.ts';

const changeArgs = builder.args((t) => ({
  id: t.id({ required: true, description: 'Opaque id of the run.' }),
  reason: t.string({ required: false, description: 'Why, for whoever looks at the run later.' }),
}));
const errors = { types: [RunNotFoundError, RunNotRunningError] };
const pauseErrors = { types: [...errors.types, PauseNotSupportedError, InvalidInputError] };

builder.mutationFields((t) => ({
  cancelRun: t.field({
    description:
      'Asks a run to stop. It may clean up first; watch it until it is CANCELED. A paused one stops once it is resumed.',
    type: RunChanged,
    errors,
    args: changeArgs,
    resolve: async (_root, { id, reason }, { services }) => ({ id: await services.runs.cancel(id, reason) }),
  }),
  terminateRun: t.field({
    description: 'Ends a run at once. Nothing is cleaned up: prefer `cancelRun`.',
    type: RunChanged,
    errors,
    args: changeArgs,
    resolve: async (_root, { id, reason }, { services }) => ({ id: await services.runs.terminate(id, reason) }),
  }),
  pauseRun: t.field({
    description:
      'Keeps a run from going on until it is resumed: it is PAUSED at once. What its activities do at the moment they do ' +
      'to their end, and runs that it has started go on. Nothing happens when it is paused already.',
    type: RunChanged,
    errors: pauseErrors,
    args: changeArgs,
    resolve: async (_root, { id, reason }, { services }) => ({ id: await services.runs.pause(id, reason) }),
  }),
  resumeRun: t.field({
    description: 'Lets a paused run go on. Nothing happens when it is not paused.',
    type: RunChanged,
    errors: pauseErrors,
    args: changeArgs,
    resolve: async (_root, { id, reason }, { services }) => ({ id: await services.runs.resume(id, reason) }),
  }),
  resetRun: t.field({
    description:
      'Takes a run back, and from there it does everything again, be it running, failed or completed. It keeps its id, and ' +
      'whoever watches it goes on. Signals and decisions that came later do not count any more: people are asked again. ' +
      'What it has done outside, such as written objects, stays; what it had put aside is deleted once it has ended, so ' +
      'take a run that has ended back to its first step, or to one that needs nothing of the sort.',
    type: RunChanged,
    errors: { types: [RunNotFoundError, RunAlreadyExistsError, InvalidInputError] },
    extensions: cost.start,
    args: {
      ...changeArgs,
      toStep: t.arg.string({
        required: false,
        description:
          "To where it entered this step of its workflow's contract, for the last time if it continued as new.",
      }),
      toEvent: t.arg.int({
        required: false,
        description: 'Instead: this event, by its `eventId` in `timeline`, and all after it do not count any more.',
      }),
      runId: t.arg.string({
        required: false,
        description: 'With `toEvent`, of a run with several executions: the one it is in. Default: the newest.',
      }),
    },
    resolve: async (_root, { id, reason, toStep, toEvent, runId }, { services }) => ({
      id: await services.runs.reset(id, { step: toStep, event: toEvent, runId }, reason),
    }),
  }),
}));
