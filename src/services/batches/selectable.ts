import * as z from 'zod';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { destinationPrefix, objectLocation, s3Object, type S3Object } from '../../../workers/kit/objects.ts';
import { selection } from './selection.ts';

/** How the inputs of a workflow are made from stored objects. */
export interface Selectable {
  /** The field that an object goes into. */
  field: string;
  /** The rest of the input; undefined when there is none. */
  settings: z.ZodObject | undefined;
  /** Which objects, and the settings for all of them. */
  select: z.ZodObject;
}

const known = new WeakMap<WorkflowContract, Selectable | null>();

/** Null when the inputs of a workflow cannot be selected. The same for the same contract, as types are made of it. */
export function selectableOf(contract: WorkflowContract): Selectable | null {
  const made = known.get(contract) ?? toSelectable(contract);
  known.set(contract, made);
  return made;
}

/**
 * The object goes into the only required field at the top of the input that takes one; where none is required, as the same may
 * be sent by value, into the only one that does.
 */
function toSelectable(contract: WorkflowContract): Selectable | null {
  const fields = Object.entries((contract.input as z.ZodObject).shape);
  const takers = fields.filter(([, schema]) => comesFrom(schema, s3Object));
  const required = takers.filter(([, schema]) => !isOmittable(schema));
  const objects = required.length > 0 ? required : takers;
  if (objects.length !== 1) return null;
  const [field] = objects[0]!;
  // Many items cannot share the place of their results.
  const places = [objectLocation, destinationPrefix];
  const rest = fields.filter(([key, schema]) => key !== field && !places.some((place) => comesFrom(schema, place)));
  const settings = rest.length > 0 ? settingsType(contract, field, Object.fromEntries(rest)) : undefined;
  return { field, settings, select: selectType(field, settings) };
}

/** Checked also by what the contract asks of several fields together, with some object in the place of all. */
const settingsType = (contract: WorkflowContract, field: string, shape: z.ZodRawShape): z.ZodObject =>
  z
    .object(shape)
    .check(({ value, issues }) => {
      if (issues.length > 0) return;
      const { error } = contract.input.safeParse({ ...value, [field]: { bucket: 'any', key: 'any' } });
      for (const { path, message } of error?.issues ?? []) {
        if (String(path[0]) in shape) issues.push({ code: 'custom', input: value, path, message });
      }
    })
    .describe(`What is the same for all items; \`${field}\` is the object.`);

const selectType = (field: string, settings: z.ZodObject | undefined) =>
  selection
    .extend({ ...(settings && { settings: settings.prefault({}).describe('What is the same for all items.') }) })
    .describe(
      `Stored objects, each the \`${field}\` of an item, in the version they have when the batch starts: one that has changed ` +
        'since is other work. What Tempograph itself keeps under `batch/` and `work/` is left out.',
    );

/** The inputs that settings and objects make. */
export const inputsOf = ({ field }: Selectable, settings: unknown, objects: readonly S3Object[]) =>
  objects.map((object) => ({ ...(settings as object | undefined), [field]: object }));

const isOmittable = (schema: z.core.$ZodType) =>
  [undefined, null].some((nothing) => z.safeParse(schema, nothing).success);

/** Whether a type is another one, with other words or in a wrapper. */
function comesFrom(schema: z.core.$ZodType, origin: z.core.$ZodType): boolean {
  for (let at: z.core.$ZodType | undefined = schema; at; at = at._zod.parent) if (at === origin) return true;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return 'innerType' in def && comesFrom(def.innerType, origin);
}
