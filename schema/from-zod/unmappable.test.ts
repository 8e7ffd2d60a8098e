import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { workflow } from '../../test/workflow-contract.ts';
import type { WorkflowContract } from '../../workers/kit/contract.ts';

/** A schema has one builder per process, so each of these gets a fresh copy of the modules. */
async function schemaOf(...contracts: WorkflowContract[]) {
  vi.resetModules();
  const { createSchema } = await import('../index.ts');
  return createSchema(contracts);
}

const says = 'd';
const tagged = (shape: z.ZodRawShape) => z.object({ kind: z.literal('A').describe(says), ...shape }).describe(says);

describe('a contract that has no GraphQL form stops the start, and says where', () => {
  test.for([
    ['z.base64()', z.base64().describe(says)],
    ['z.base64url()', z.base64url().describe(says)],
    ['z.jwt()', z.jwt().describe(says)],
    ['z.record()', z.record(z.string(), z.string()).describe(says)],
    ['z.map()', z.map(z.string(), z.string()).describe(says)],
    ['z.set()', z.set(z.string()).describe(says)],
    ['z.union()', z.union([z.string(), z.number()]).describe(says)],
    ['z.date()', z.date().describe(says)],
    ['z.bigint()', z.bigint().describe(says)],
    ['z.any()', z.any().describe(says)],
    ['z.tuple()', z.tuple([z.string()]).describe(says)],
    ['a transform', z.string().transform(Number).describe(says)],
    ['a list of lists', z.array(z.array(z.string())).describe(says)],
    ['a missing description', z.string()],
    ['a lower-case enum value', z.enum(['jpeg']).describe(says)],
    ['a literal of several', z.literal(['a', 'b']).describe(says)],
    ['an object without fields', z.object({}).describe(says)],
    ['a name GraphQL does not allow', z.object({ 'content-type': z.string().describe(says) }).describe(says)],
    ['a member without a tag', z.discriminatedUnion('kind', [z.object({ kind: z.enum(['A', 'B']) })]).describe(says)],
  ] as const)('%s', async ([, wrong]) => {
    const part = z.object({ list: z.array(z.object({ wrong }).describe(says)).describe(says) });
    await expect(schemaOf(workflow('bad', { input: part }))).rejects.toThrow(/^bad\.input\.list\.wrong/);
    await expect(schemaOf(workflow('bad', { result: part }))).rejects.toThrow(/^bad\.result\.list\.wrong/);
  });

  test('an input member with nothing but its tag', async () => {
    const wrong = z.discriminatedUnion('kind', [tagged({})]).describe(says);
    await expect(schemaOf(workflow('bad', { input: z.object({ wrong }) }))).rejects.toThrow(/^bad\.input\.wrong\.A: /);
    await schemaOf(workflow('good', { result: z.object({ fine: wrong }) }));
  });

  test('an input that is not an object', async () => {
    await expect(schemaOf(workflow('bad', { input: z.string() }))).rejects.toThrow(/^bad\.input: /);
  });

  test('two types of one name', async () => {
    const named = (field: string) =>
      z.object({ [field]: z.string().describe(says) }).meta({ id: 'Same', description: says });
    const result = z.object({ a: named('x').describe(says), b: named('y').describe(says) });
    await expect(schemaOf(workflow('bad', { result }))).rejects.toThrow(/^bad\.result\.b: .*Same/);
  });

  test('a type that takes a name of the API itself', async () => {
    const result = z.object({ a: z.object({ x: z.string().describe(says) }).meta({ id: 'Run', description: says }) });
    await expect(schemaOf(workflow('bad', { result }))).rejects.toThrow(/Run/);
  });
});
