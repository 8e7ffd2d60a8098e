import * as z from 'zod';
import { batchName } from '../../workers/kit/batch-contract.ts';
import type { WorkflowContract } from '../../workers/kit/contract.ts';
import { InvalidInputError, RunAlreadyExistsError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { nameRunType } from '../run/interface.ts';
import { inputType, type InputType } from '../input-from-zod.ts';
import { metaId, pascal, readField } from '../zod-shape.ts';
import { BatchOptions } from './options.ts';
import { BatchRun } from './run.ts';

/** What a batch was asked to work on: one of the two. */
interface BatchInput {
  inputs?: readonly Record<string, unknown>[] | null;
  select?: SelectInput | null;
}
interface SelectInput {
  bucket: string;
  prefix?: string | null;
  glob?: string | null;
  settings?: Record<string, unknown> | null;
}

/** The batch mutation of one contract. `input` is the type of its single inputs. */
export function addBatch(contract: WorkflowContract, input: InputType) {
  const name = pascal(contract.name);
  const field = objectField(contract);
  const settings = field === undefined ? undefined : settingsType(contract, field, name);
  const selectType = field === undefined ? undefined : addSelectType(name, field, settings);
  const type = batchName(contract.name);
  nameRunType(type, BatchRun.name);
  const batchInput = builder.inputType(`${name}BatchInput`, {
    isOneOf: true,
    description: 'What to work on.',
    fields: (t) => ({
      inputs: t.field({
        type: [input.ref],
        description: 'One for each item, at most 10,000. The same work is done once, however often it is in the list.',
      }),
      ...(selectType && { select: t.field({ type: selectType, description: 'Or stored objects, an item for each.' }) }),
    }),
  });
  builder.mutationField(`start${name}Batch`, (t) =>
    t.field({
      type: BatchRun,
      description: `For many inputs at once: ${contract.description} What has been done before is skipped.`,
      extensions: cost.start,
      errors: { types: [InvalidInputError, RunAlreadyExistsError] },
      args: {
        input: t.arg({ type: batchInput, required: true, description: 'What to work on.' }),
        options: t.arg({ type: BatchOptions, required: false, description: 'How to go about it.' }),
      },
      resolve: async (_root, args, { services: { batches, runs } }) => {
        const { inputs, select } = args.input as BatchInput;
        const start = async (values: readonly unknown[], pathOf: (index: number) => string[]) =>
          runs.started(await batches.start(contract, values, args.options ?? {}, pathOf), type);
        if (!select || field === undefined) {
          return start((inputs ?? []).map(input.toValue), (index) => ['inputs', String(index)]);
        }
        const common = settings?.toValue(select.settings ?? {}) as object;
        const values = (await batches.select(select)).map((object) => ({ ...common, [field]: object }));
        return start(values, () => ['select', 'settings']);
      },
    }),
  );
}

/** The field that a selected object goes into: the only required one at the top of the input that takes an object. */
function objectField(contract: WorkflowContract): string | undefined {
  const fields = Object.entries((contract.input as z.ZodObject).shape).filter(
    ([key, schema]) => objectId(schema, key) === 'S3Object' && !readField(schema, key).omittable,
  );
  return fields.length === 1 ? fields[0]![0] : undefined;
}

/** The name of the object that a field takes, without what wraps it. */
function objectId(schema: z.core.$ZodType, key: string): string | undefined {
  const { shape } = readField(schema, key);
  return shape.kind === 'object' ? metaId(shape.schema)?.id : undefined;
}

/** The rest of the input, except for places of results, which many items cannot share; undefined when there is none. */
function settingsType(contract: WorkflowContract, field: string, name: string): InputType | undefined {
  const rest = Object.entries((contract.input as z.ZodObject).shape).filter(
    ([key, schema]) => key !== field && objectId(schema, key) !== 'ObjectLocation',
  );
  if (rest.length === 0) return undefined;
  const path = `${contract.name}.input`;
  const schema = z
    .object(Object.fromEntries(rest))
    .describe(`What is the same for all items; \`${field}\` is the object.`);
  return inputType(schema, { name: `${name}Settings`, parent: name, path });
}

function addSelectType(name: string, field: string, settings: InputType | undefined) {
  return builder.inputType(`${name}SelectInput`, {
    description:
      `Stored objects, each the \`${field}\` of an item, in the version they have when the batch starts: one that has changed ` +
      'since is other work. What Tempograph itself keeps under `batch/` and `work/` is left out.',
    fields: (t) => ({
      bucket: t.string({ required: true, description: 'Bucket name.' }),
      prefix: t.string({ description: 'What their keys begin with. Default: anything.' }),
      glob: t.string({
        description:
          'What the rest of their keys looks like: `*` is part of one name, `**` any folders, `?` one character, `[ab]` one of them, `{a,b}` ' +
          'either. `**/*.{jpg,png}` are JPEG and PNG files in all folders. Default: anything.',
      }),
      ...(settings && {
        settings: t.field({ type: settings.ref, description: 'What is the same for all items.' }),
      }),
    }),
  });
}
