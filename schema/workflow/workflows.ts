import type { WorkflowContract } from '../../workers/kit/contract.ts';
import { weightedSteps } from '../../workers/kit/contract.ts';
import { kitErrors } from '../../workers/kit/wire/errors.ts';
import { builder } from '../builder.ts';
import { pascal } from '../from-zod/shape.ts';

const StepType = builder.objectRef<{ name: string; weight: number }>('Step').implement({
  description: 'One step of a workflow.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As `progress.step` says it.' }),
    weight: t.exposeFloat('weight', { description: 'Its share of the percent, relative to the other steps.' }),
  }),
});

const ErrorCodeType = builder.objectRef<{ code: string; description: string }>('ErrorCode').implement({
  description: 'A failure code to switch on.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'As `failure.code` says it.' }),
    description: t.exposeString('description', { description: 'What it means.' }),
  }),
});

const WorkflowType = builder.objectRef<WorkflowContract>('Workflow').implement({
  description: 'A kind of work that can be started.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name; `Run.workflow` of its runs.' }),
    description: t.exposeString('description', { description: 'What it does.' }),
    taskQueue: t.exposeString('taskQueue', { description: 'The Temporal task queue a worker must serve.' }),
    startMutation: t.string({
      description: 'The mutation that starts it.',
      resolve: ({ name }) => `start${pascal(name)}`,
    }),
    runType: t.string({ description: 'The type of its runs.', resolve: ({ name }) => `${pascal(name)}Run` }),
    steps: t.field({
      type: [StepType],
      description: 'Its steps, in order.',
      resolve: ({ steps }) => weightedSteps(steps),
    }),
    errors: t.field({
      type: [ErrorCodeType],
      description: 'Every failure code its runs may end with.',
      resolve: ({ errors }) =>
        Object.entries({ ...errors, ...kitErrors }).map(([code, description]) => ({ code, description })),
    }),
  }),
});

/** `Query.workflows` over the contracts of this deployment. */
export const addWorkflowsQuery = (contracts: readonly WorkflowContract[]) =>
  builder.queryField('workflows', (t) =>
    t.field({
      type: [WorkflowType],
      description: 'What can be started here, as far as the key or token is for it.',
      resolve: (_root, _args, { caller: { access } }) =>
        contracts.filter(({ name }) => access.workflows?.includes(name) ?? true),
    }),
  );
