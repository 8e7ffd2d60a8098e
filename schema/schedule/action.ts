import type { ObjectRef } from '@pothos/core';
import type { WorkflowContract } from '../../workers/kit/contract.ts';
import type { ActionRequest } from '../../src/services/schedules/definition.ts';
import type { ScheduleAction } from '../../src/services/schedules/schedule.ts';
import { builder, type SchemaTypes } from '../builder.ts';
import type { InputType } from '../input-from-zod.ts';
import { pascal } from '../zod-shape.ts';

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;

/** A workflow as a schedule may start it. */
export interface Schedulable {
  contract: WorkflowContract;
  input: InputType;
  /** The type of its input where it is shown. */
  parameters: ObjectRef<Types, Record<string, unknown>>;
}

const schedulables = new Map<string, Schedulable>();

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

/** The types of an action that starts a workflow. */
export function addSchedulable(schedulable: Schedulable) {
  const { contract, parameters } = schedulable;
  schedulables.set(contract.name, schedulable);
  builder.objectRef<ScheduleAction>(`${pascal(contract.name)}Action`).implement({
    description: `Starts ${contract.name}. ${contract.description}`,
    interfaces: [ScheduleActionInterface],
    extensions: { derived: true },
    fields: (t) => ({
      input: t.field({
        type: parameters,
        nullable: true,
        description: "What it is started with, defaults filled in; null when it does not fit today's contract.",
        resolve: ({ input }) => (contract.input.safeParse(input).data ?? null) as Record<string, unknown> | null,
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
        [...schedulables.values()].map(({ contract, input }) => [
          contract.name,
          t.field({ type: input.ref, description: contract.description }),
        ]),
      ),
  });

/** The one member that was given. */
export function toActionRequest(received: Record<string, unknown>): ActionRequest {
  const [[name, value]] = Object.entries(received) as [[string, unknown]];
  const { contract, input } = schedulables.get(name)!;
  return { contract, input: input.toValue(value) };
}
