import { RunNotFoundError, RunNotRunningError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { RunChanged } from './types.ts';

const changeArgs = builder.args((t) => ({
  id: t.id({ required: true, description: 'Opaque id of the run.' }),
  reason: t.string({ required: false, description: 'Why, for whoever looks at the run later.' }),
}));
const errors = { types: [RunNotFoundError, RunNotRunningError] };

builder.mutationFields((t) => ({
  cancelRun: t.field({
    description: 'Asks a run to stop. It may clean up first; watch it until it is CANCELED.',
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
}));
