import type * as z from 'zod';
import type { WorkflowContract } from '../../workers/kit/contract.ts';
import { InvalidInputError, RunAlreadyExistsError } from '../../src/errors.ts';
import type { Run } from '../../src/services/runs/run.ts';
import { addBatch } from '../batch/start.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { inputType } from '../from-zod/input.ts';
import { outputType } from '../from-zod/output.ts';
import { nameRunType, NodeInterface, RunInterface } from '../run/interface.ts';
import { pascal, UnmappedTypeError } from '../from-zod/shape.ts';
import { StartOptions } from './options.ts';

/** The run type and the start mutations of one contract. */
export function addWorkflow(contract: WorkflowContract) {
  const name = pascal(contract.name);
  const RunType = addRunType(contract, name);
  const input = inputType(asObject(contract.input, contract, 'input'), { name, path: `${contract.name}.input` });
  builder.mutationField(`start${name}`, (t) =>
    t.field({
      type: RunType,
      description: contract.description,
      extensions: cost.start,
      errors: { types: [InvalidInputError, RunAlreadyExistsError] },
      args: {
        input: t.arg({ type: input.ref, required: true, description: 'What to work on, and how.' }),
        options: t.arg({ type: StartOptions, required: false, description: 'How to start it.' }),
      },
      resolve: (_root, args, { services }) =>
        services.runs.start(contract, input.toValue(args.input), args.options ?? {}),
    }),
  );
  addBatch(contract, input);
}

function addRunType(contract: WorkflowContract, name: string) {
  const RunType = builder.objectRef<Run>(`${name}Run`);
  const input = { name: `${name}Parameters`, parent: name, path: `${contract.name}.input` };
  const parameters = outputType(asObject(contract.input, contract, 'input'), input);
  const result = derivedOutput(contract, 'result');
  const detail = contract.detail && derivedOutput(contract, 'detail');
  nameRunType(contract.name, RunType.name);
  RunType.implement({
    description: `A run of ${contract.name}. ${contract.description}`,
    interfaces: [RunInterface, NodeInterface],
    fields: (t) => ({
      input: t.field({
        type: parameters,
        nullable: true,
        description:
          "What it was started with, defaults filled in; null when it does not fit today's contract (see `inputJson`).",
        extensions: cost.call,
        resolve: async (run) => parsed(contract.input, await run.input()),
      }),
      result: t.field({
        type: result,
        nullable: true,
        description: 'What it returned; null until it has completed.',
        extensions: cost.call,
        resolve: async (run) => parsed(contract.result, (await run.outcome())?.result),
      }),
      ...(detail && {
        detail: t.field({
          type: detail,
          nullable: true,
          description: 'Progress beyond done and total.',
          resolve: async (run) => parsed(contract.detail!, (await run.snapshot()).progress.detail),
        }),
      }),
    }),
  });
  return RunType;
}

const derivedOutput = (contract: WorkflowContract, part: 'result' | 'detail') =>
  outputType(asObject(contract[part]!, contract, part), {
    name: pascal(contract.name) + pascal(part),
    path: `${contract.name}.${part}`,
  });

/** Null for what does not parse: old runs may not fit today's contract, and their JSON is there to be read. */
const parsed = (schema: z.ZodType, value: unknown) =>
  (schema.safeParse(value).data ?? null) as Record<string, unknown> | null;

function asObject(schema: z.ZodType, { name }: WorkflowContract, part: string): z.ZodObject {
  if (schema._zod.def.type !== 'object') throw new UnmappedTypeError(`${name}.${part}`, 'must be a z.object().');
  return schema as z.ZodObject;
}
