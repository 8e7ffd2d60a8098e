import { expect, test } from 'vitest';
import * as z from 'zod';
import { workflow } from '../../../test/workflow-contract.ts';
import { objectLocation, s3Object } from '../../../workers/kit/objects.ts';
import { issuesOf } from '../parse-input.ts';
import { startablesOf } from './startables.ts';

const photo = workflow('photo', {
  input: z
    .object({
      source: s3Object.describe('The photo.'),
      destination: objectLocation.optional().describe('Where the result goes.'),
      mask: s3Object.nullable().describe('What to leave out.'),
      least: z.int32().default(1).describe('At least.'),
      most: z.int32().max(99).default(9).describe('At most.'),
    })
    .refine(({ least, most }) => least <= most, { path: ['most'], error: 'Must not be below least.' })
    .refine(({ source }) => source.key.endsWith('.jpg'), { path: ['source'], error: 'Must be a JPEG file.' }),
});
const text = workflow('text', {});
const two = z.object({ a: s3Object.describe('One.'), b: s3Object.describe('Another.') });
const only = z.object({ file: s3Object.describe('The file.') });

const namesOf = (...contracts: Parameters<typeof startablesOf>[0]) => startablesOf(contracts).map(({ name }) => name);
const batchOf = (contract: typeof photo) => startablesOf([contract]).find(({ selects }) => selects)!;
const wrong = (input: object) => issuesOf(batchOf(photo).input.safeParse(input).error);

test('every workflow can be started, and batches of those that work on one object', () => {
  expect(namesOf(photo, text, workflow('diff', { input: two }))).toEqual(['photo', 'photoBatch', 'text', 'diff']);
});

test('what is left of the input are the settings, with their defaults', () => {
  const { name, taskQueue, contract, input } = batchOf(photo);
  expect({ name, taskQueue, contract }).toEqual({ name: 'photoBatch', taskQueue: photo.taskQueue, contract: photo });
  const select = { bucket: 'photos', settings: { mask: null } };
  expect(input.parse({ select })).toEqual({
    select: { bucket: 'photos', settings: { mask: null, least: 1, most: 9 } },
    concurrency: 20,
    onFailure: 'CONTINUE',
    rerun: false,
  });
  expect(batchOf(workflow('copy', { input: only })).input.parse({ select: { bucket: 'files' } })).toMatchObject({
    select: { bucket: 'files' },
  });
});

test('settings are checked together, without what only shows of an object, and each issue once', () => {
  const settings = { mask: null, least: 5 };
  expect(wrong({ select: { bucket: 'photos', settings } })).toEqual([]);
  expect(wrong({ select: { bucket: 'photos', settings: { ...settings, most: 4 } } })).toEqual([
    { path: ['select', 'settings', 'most'], message: 'Must not be below least.' },
  ]);
  expect(wrong({ select: { bucket: 'photos', settings: { ...settings, most: 100 } } })).toHaveLength(1);
  expect(wrong({ select: { bucket: 'photos' } }).map(({ path }) => path.join('.'))).toEqual(['select.settings.mask']);
});

test('all of it can be written as a JSON schema', () => {
  const { properties, $defs } = z.toJSONSchema(batchOf(photo).input, { io: 'input' });
  expect(Object.keys(properties!)).toEqual(['select', 'concurrency', 'onFailure', 'rerun']);
  expect($defs).toMatchObject({ BatchFailureMode: { enum: ['CONTINUE', 'STOP'] } });
});
