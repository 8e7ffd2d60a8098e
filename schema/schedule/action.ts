import type { ActionRequest } from '../../src/services/schedules/definition.ts';
import type { ScheduleAction } from '../../src/services/schedules/schedule.ts';
import type { Startable } from '../../src/services/schedules/startables.ts';
import { builder } from '../builder.ts';
import { inputType, type InputType } from '../from-zod/input.ts';
import { outputType } from '../from-zod/output.ts';
import { pascal } from '../from-zod/shape.ts';

const schedulables = new Map<string, { startable: Startable; input: InputType }>();

const typeNameOf = ({ workflow }: ScheduleAction) =>
  schedulables.has(workflow) ? `${pascal(workflow)}Action` : 'UntypedAction';

export const ScheduleActionInterface = builder.interfaceRef<ScheduleAction>('ScheduleAction').implement({
  description: 'What a schedule starts.',
  resolveType: typeNameOf,
  fields: (t) => ({
    workflow: t.exposeString('workflow', { description: 'Name of the workflow.' }),
    taskQueue: t.exposeString('taskQueue', { description: 'The Temporal task queue a worker must serve.' }),
    inputJson: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What it is started with, as it was sent.',
      resolve: ({ input }) => input ?? null,
    }),
  }),
});

builder.objectRef<ScheduleAction>('UntypedAction').implement({
  description: 'Starts a workflow that has no contract here.',
  interfaces: [ScheduleActionInterface],
});

/** The types of an action. Once the types of all workflows have been added, as it shows what they are started with. */
export function addSchedulable(startable: Startable) {
  const name = pascal(startable.name);
  const names = { parent: pascal(startable.contract.name), path: `${startable.name}.input` };
  const parameters = outputType(startable.input, { ...names, name: `${name}Parameters` });
  // `<Name>BatchInput` is what the mutation takes, which also takes a list.
  const input = inputType(startable.input, { ...names, name: startable.selects ? `${name}Action` : name });
  schedulables.set(startable.name, { startable, input });
  builder.objectRef<ScheduleAction>(`${name}Action`).implement({
    description: `Starts ${startable.name}. ${startable.description}`,
    interfaces: [ScheduleActionInterface],
    extensions: { derived: true },
    fields: (t) => ({
      input: t.field({
        type: parameters,
        nullable: true,
        description: "What it is started with, defaults filled in; null when it does not fit today's contract.",
        resolve: ({ input }) => startable.input.safeParse(input).data ?? null,
      }),
    }),
  });
}

/** Input for an action: one member for each workflow. Once all of them have been added. */
export const addActionInput = () =>
  builder.inputType('ScheduleActionInput', {
    isOneOf: true,
    description: 'What to start, and with which input.',
    fields: (t) =>
      Object.fromEntries(
        [...schedulables.values()].map(({ startable, input }) => [
          startable.name,
          t.field({ type: input.ref, description: startable.description }),
        ]),
      ),
  });

/** The one member that was given. */
export function toActionRequest(received: Record<string, unknown>): ActionRequest {
  const [[name, value]] = Object.entries(received) as [[string, unknown]];
  const { startable, input } = schedulables.get(name)!;
  return { startable, input: input.toValue(value) };
}
