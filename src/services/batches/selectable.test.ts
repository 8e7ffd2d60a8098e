import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineWorkflow } from '../../../workers/kit/contract.ts';
import { destinationPrefix, objectLocation, s3Object } from '../../../workers/kit/objects.ts';
import { selectableOf } from './selectable.ts';

const contract = (shape: z.ZodRawShape) =>
  defineWorkflow({
    name: 'selected',
    description: 'Works on an object.',
    taskQueue: 'media',
    input: z.object(shape),
    result: z.object({}),
    steps: ['work'],
    activities: {},
    errors: {},
    workflowId: () => 'selected',
    reuse: 'allowDuplicate',
  });

describe('inputs that are made of stored objects', () => {
  test.for([
    ['one place', objectLocation.optional().describe('Where it goes.')],
    ['a prefix', destinationPrefix.optional().describe('Where they go.')],
  ] as const)('have no setting that would give the results of all of them %s', ([, destination]) => {
    const selectable = selectableOf(contract({ source: s3Object, destination, size: z.int32().default(1) }));
    expect(selectable?.field).toBe('source');
    expect(Object.keys(selectable?.settings?.shape ?? {})).toEqual(['size']);
  });

  test('need exactly one field that an object goes into', () => {
    expect(selectableOf(contract({ size: z.int32() }))).toBeNull();
    expect(selectableOf(contract({ one: s3Object, other: s3Object }))).toBeNull();
    expect(selectableOf(contract({ one: s3Object, other: s3Object.optional() }))?.field).toBe('one');
  });
});
