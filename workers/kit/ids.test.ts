import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createRandom } from '../../test/random.ts';
import { defineWorkflow } from './contract.ts';
import { canonicalJson, sha256 } from './hash.ts';

const reference = (text: string) => createHash('sha256').update(text).digest('hex');

describe('sha256', () => {
  test('is what node:crypto says, at every length around a block', () => {
    for (let length = 0; length <= 200; length++)
      expect(sha256('x'.repeat(length))).toBe(reference('x'.repeat(length)));
  });

  test('and for any text', () => {
    const { integer, pick } = createRandom(1);
    const letters = ['a', '\0', 'é', '漢', '😀', '\ud800', '\n', '"', '\\'];
    for (let n = 0; n < 300; n++) {
      const text = Array.from({ length: integer(0, 300) }, () => pick(letters)).join('');
      expect(sha256(text)).toBe(reference(text));
    }
  });
});

test('canonical JSON does not depend on the order of keys, but on that of lists', () => {
  expect(canonicalJson({ b: { d: 1, c: [2, 1] }, a: undefined })).toBe(canonicalJson({ b: { c: [2, 1], d: 1 } }));
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});

/** The id of an input under a contract with this input type. */
function idOf<T extends z.ZodObject>(input: T, value: z.input<T>): string {
  const contract = defineWorkflow({
    name: 'idTest',
    description: 'For tests.',
    taskQueue: 'media',
    input,
    result: z.object({}),
    workflowId: (parsed, { hash }) => hash(parsed),
    reuse: 'rejectDuplicate',
    steps: [],
    errors: {},
    activities: {},
  });
  return contract.workflowId(input.parse(value));
}

describe('a workflow id', () => {
  const options = z.object({ level: z.int32().default(1), note: z.string().optional() });
  const file = z.object({ kind: z.literal('FILE'), path: z.string(), follow: z.boolean().default(true) });
  const site = z.object({ kind: z.literal('SITE'), url: z.string() });
  const input = z.object({
    source: z.string(),
    mode: z.enum(['A', 'B']).default('A'),
    options: options.prefault({}),
    list: z.array(options).default([]),
    target: z.discriminatedUnion('kind', [file, site]).optional(),
  });
  const id = (value: z.input<typeof input>) => idOf(input, value);

  test.for([
    [{ mode: 'A' }],
    [{ options: {} }],
    [{ options: { level: 1 } }],
    [{ options: { level: 1, note: undefined } }],
    [{ list: [] }],
    [{ target: undefined }],
  ] as const)('is the same when defaults are spelled out: %j', ([more]) => {
    expect(id({ source: 's', ...(more as object) })).toBe(id({ source: 's' }));
  });

  test('is the same when defaults inside lists and members are spelled out', () => {
    expect(id({ source: 's', list: [{ level: 1 }, { level: 2 }] })).toBe(id({ source: 's', list: [{}, { level: 2 }] }));
    const target = { kind: 'FILE', path: 'p' } as const;
    expect(id({ source: 's', target: { ...target, follow: true } })).toBe(id({ source: 's', target }));
  });

  test.for([
    [{ source: 't' }],
    [{ mode: 'B' }],
    [{ options: { level: 2 } }],
    [{ options: { note: '' } }],
    [{ list: [{}] }],
    [{ list: [{}, {}] }],
    [{ list: [{ level: 2 }] }],
    [{ target: { kind: 'FILE', path: 'p' } }],
    [{ target: { kind: 'FILE', path: 'p', follow: false } }],
    [{ target: { kind: 'SITE', url: 'p' } }],
  ] as const)('differs when something differs: %j', ([more], { expect }) => {
    expect(id({ source: 's', ...(more as object) })).not.toBe(id({ source: 's' }));
  });

  test('and all of these differ from each other', () => {
    const values = [
      { list: [{}] },
      { list: [{}, {}] },
      { list: [{ level: 2 }] },
      { list: [{ level: 2 }, {}] },
      { list: [{}, { level: 2 }] },
      { target: { kind: 'FILE', path: 'p' } },
      { target: { kind: 'FILE', path: 'p', follow: false } },
    ] as const;
    expect(new Set(values.map((more) => id({ source: 's', ...(more as object) }))).size).toBe(values.length);
  });

  test('stays when the contract gains fields that may be left out, at any depth', () => {
    const added = {
      plain: z.string().optional(),
      flag: z.boolean().default(false),
      text: z.string().trim().prefault(' x '),
      when: z.coerce.date().default(new Date(0)),
      nullish: z.string().nullish(),
      deep: z.object({ inner: z.object({ n: z.int32().default(3) }).prefault({}) }).prefault({}),
    };
    const grown = input.extend({
      ...added,
      options: options.extend(added).prefault({}),
      list: z.array(options.extend(added)).default([]),
      target: z.discriminatedUnion('kind', [file.extend(added), site.extend(added)]).optional(),
    });
    for (const value of [
      { source: 's' },
      { source: 's', mode: 'B', options: { level: 2 } },
      { source: 's', list: [{ level: 2 }, {}], target: { kind: 'FILE', path: 'p' } },
      { source: 's', target: { kind: 'SITE', url: 'u' } },
    ] as const) {
      expect(idOf(grown, value as z.input<typeof grown>)).toBe(id(value as z.input<typeof input>));
    }
  });
});
