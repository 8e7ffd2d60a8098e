import { expect, test } from 'vitest';
import * as z from 'zod';
import { workflow } from '../../../test/workflow-contract.ts';
import { objectLocation, s3Object } from '../../../workers/kit/objects.ts';
import { createStorageRules } from '../../platform/storage-rules.ts';
import { issuesOf } from '../parse-input.ts';
import { allowedIn } from './allowed-buckets.ts';
import { startablesOf } from './startables.ts';

const logo = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('FILE'), file: s3Object.describe('The file.') }),
  z.object({ kind: z.literal('TEXT'), bucket: z.string().describe('A word.') }),
]);
const photo = workflow('photo', {
  input: z.object({
    source: s3Object.describe('The photo.'),
    destination: objectLocation.optional().describe('Where the result goes.'),
    masks: z.array(s3Object).default([]).describe('What to leave out.'),
    logo: logo.nullish().describe('What to put on it.'),
  }),
});
const places = createStorageRules({ bucket: 'ours', allowedBuckets: ['theirs'] });
const [alone, batch] = startablesOf([photo]).map((startable) => allowedIn(places, startable).input);
const at = (bucket: string) => ({ bucket, key: 'a.jpg' });
const wrong = (type: z.ZodObject | undefined, input: object) =>
  issuesOf(type!.safeParse(input).error).map(({ path }) => path.join('.'));

test('a bucket that nobody may use is found wherever the input names it', () => {
  const input = (bucket: string) => ({
    source: at(bucket),
    destination: at(bucket),
    masks: [at('ours'), at(bucket)],
    logo: { kind: 'FILE', file: at(bucket) },
  });
  expect(wrong(alone, input('theirs'))).toEqual([]);
  expect(wrong(alone, input('elsewhere'))).toEqual([
    'source.bucket',
    'destination.bucket',
    'masks.1.bucket',
    'logo.file.bucket',
  ]);
  const settings = { masks: [at('elsewhere')] };
  expect(wrong(batch, { select: { bucket: 'elsewhere', settings } })).toEqual([
    'select.bucket',
    'select.settings.masks.0.bucket',
  ]);
  expect(wrong(batch, { select: { bucket: 'theirs' } })).toEqual([]);
});

test('what is only called so is none, and what is wrong by its type is told once', () => {
  expect(wrong(alone, { source: at('ours'), logo: { kind: 'TEXT', bucket: 'elsewhere' } })).toEqual([]);
  expect(wrong(alone, { source: { key: 'a.jpg' }, masks: 'elsewhere' })).toEqual(['source.bucket', 'masks']);
});
