import {
  buildClientSchema,
  getIntrospectionQuery,
  printType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { useStack } from '../test/stack.ts';
import { defineWorkflow, type WorkflowContract } from '../workers/kit/contract.ts';

const place = z.object({ lat: z.number().describe('North.') }).meta({ id: 'Place', description: 'A point on a map.' });

/** One of everything that has a GraphQL form. */
const input = z.object({
  text: z.string().min(1).describe('Text.'),
  email: z.email().optional().describe('Address.'),
  flag: z.boolean().default(false).describe('Flag.'),
  small: z.int32().min(0).optional().describe('Int.'),
  bounded: z.int().min(0).max(100).optional().describe('Int by its bounds.'),
  size: z.int().optional().describe('SafeInt.'),
  ratio: z.number().optional().describe('Float.'),
  mustSay: z.string().nullable().describe('Null unless something is said.'),
  orNull: z.string().nullable().optional().describe('Null says something.'),
  defaultNull: z.string().nullable().default('given').describe('Null says something, nothing says "given".'),
  prefaulted: z.string().trim().prefault('  pre  ').describe('Prefault.'),
  fixed: z.readonly(z.string()).optional().describe('Readonly.'),
  kind: z.literal('only').optional().describe('A literal.'),
  huge: z.literal(5_000_000_000).optional().describe('A large literal.'),
  format: z.enum(['JPEG', 'WEB_P']).default('JPEG').describe('An enum.'),
  tags: z.array(z.string()).optional().describe('A list.'),
  holes: z.array(z.string().nullable()).optional().describe('A list with holes.'),
  at: z.iso.datetime().optional().describe('A moment as text.'),
  when: z.coerce.date().optional().describe('A moment as a date.'),
  nested: z
    .object({
      depth: z.int32().default(3).describe('How deep.'),
      mode: z.enum(['A', 'B']).default('A').describe('Mode.'),
    })
    .prefault({})
    .describe('An object named after its field.'),
  home: place.optional().describe('Where from.'),
  work: place.describe('Copied, and still a Place.').optional(),
  stops: z.array(place).optional().describe('Places.'),
  target: z
    .discriminatedUnion('kind', [
      z
        .object({ kind: z.literal('WEB_SITE').describe('Tag.'), url: z.string().describe('Address.') })
        .describe('A site.'),
      z.object({ kind: z.literal('FILE').describe('Tag.'), path: z.string().describe('Path.') }).describe('A file.'),
    ])
    .optional()
    .describe('One of several.'),
});

const workflow = (name: string, parts: { input?: z.ZodType; result?: z.ZodType }): WorkflowContract =>
  defineWorkflow({
    name,
    description: 'For tests.',
    taskQueue: 'media',
    input: z.object({ x: z.string().describe('X.') }),
    result: z.object({ x: z.string().describe('X.') }),
    workflowId: (_, { hash }) => hash(Math.random()),
    reuse: 'allowDuplicate',
    steps: [],
    errors: {},
    activities: {},
    ...parts,
  });

const stack = useStack({ worker: false, contracts: { shapes: workflow('shapes', { input }) } });

let schema: GraphQLSchema;
beforeAll(async () => {
  const { data } = await stack.graphql(getIntrospectionQuery({ oneOf: true }));
  schema = buildClientSchema(data as unknown as IntrospectionQuery);
});

/** The lines of a type, in order of the alphabet. */
const lines = (sdl: string) =>
  sdl
    .split('\n')
    .flatMap((line) => line.trim() || [])
    .toSorted();

/** A type without its descriptions. */
const fields = (name: string) => lines(printType(schema.getType(name)!).replace(/ *"""[^]*?"""\n/g, ''));

describe('the schema', () => {
  test('has the input', () => {
    expect(fields('ShapesInput')).toEqual(
      lines(`input ShapesInput {
  text: String!
  email: String
  flag: Boolean
  small: Int
  bounded: Int
  size: SafeInt
  ratio: Float
  mustSay: String
  orNull: String
  defaultNull: String
  prefaulted: String
  fixed: String
  kind: String
  huge: SafeInt
  format: ShapesFormat
  tags: [String!]
  holes: [String]
  at: DateTime
  when: DateTime
  nested: ShapesNestedInput
  home: PlaceInput
  work: PlaceInput
  stops: [PlaceInput!]
  target: ShapesTargetInput
}`),
    );
    expect(fields('ShapesTargetInput')).toEqual(
      lines(`input ShapesTargetInput @oneOf {
  webSite: ShapesTargetWebSiteInput
  file: ShapesTargetFileInput
}`),
    );
    expect(fields('ShapesTargetFileInput')).toEqual(lines('input ShapesTargetFileInput {\n  path: String!\n}'));
    expect(fields('ShapesNestedInput')).toContain('mode: ShapesNestedMode');
  });

  test('has the same as output', () => {
    expect(fields('ShapesParameters')).toEqual(
      lines(`type ShapesParameters {
  text: String!
  email: String
  flag: Boolean!
  small: Int
  bounded: Int
  size: SafeInt
  ratio: Float
  mustSay: String
  orNull: String
  defaultNull: String
  prefaulted: String!
  fixed: String
  kind: String
  huge: SafeInt
  format: ShapesFormat!
  tags: [String!]
  holes: [String]
  at: DateTime
  when: DateTime
  nested: ShapesNested!
  home: Place
  work: Place
  stops: [Place!]
  target: ShapesTarget
}`),
    );
    expect(fields('ShapesTarget')).toEqual(lines('union ShapesTarget = ShapesTargetFile | ShapesTargetWebSite'));
    expect(fields('ShapesTargetFile')).toEqual(lines('type ShapesTargetFile {\n  kind: String!\n  path: String!\n}'));
    expect(fields('ShapesFormat')).toEqual(lines('enum ShapesFormat {\n  JPEG\n  WEB_P\n}'));
  });

  test('says what every field is for, and what it is without a value', () => {
    const text = printType(schema.getType('ShapesInput')!);
    expect(text).toContain('"""Flag. Default: false."""');
    expect(text).toContain('"""An enum. Default: JPEG."""');
    expect(printType(schema.getType('PlaceInput')!)).toContain('"""A point on a map."""');
  });
});

const selection = `text email flag small bounded size ratio mustSay orNull defaultNull prefaulted fixed kind huge format tags holes at when
  nested { depth mode } home { lat } work { lat } stops { lat }
  target { __typename ... on ShapesTargetFile { kind path } ... on ShapesTargetWebSite { kind url } }`;

/** Starts a run and reads back what it was sent, and what that says parsed. */
async function roundTrip(value: object, literal?: string) {
  const { data, errors } = await stack.graphql(
    `mutation($input: ShapesInput!) { run: startShapes(input: ${literal ?? '$input'}) {
      ... on ShapesRun { inputJson input { ${selection} } }
      ... on InvalidInputError { issues { path } }
    } }`.replace(literal ? '($input: ShapesInput!)' : '', ''),
    { input: value },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data!['run'] as unknown as {
    inputJson: object;
    input: Record<string, unknown>;
    issues?: { path: string[] }[];
  };
}

describe('a value', () => {
  const defaults = {
    flag: false,
    defaultNull: 'given',
    prefaulted: 'pre',
    format: 'JPEG',
    nested: { depth: 3, mode: 'A' },
  };

  test('that leaves out what it may is sent as it is, and read with its defaults', async () => {
    const { inputJson, input } = await roundTrip({ text: 'x' });
    expect(inputJson).toEqual({ text: 'x', mustSay: null });
    expect(input).toMatchObject({ text: 'x', ...defaults, email: null, tags: null, target: null });
  });

  test('of everything comes through', async () => {
    const value = {
      text: 'é漢😀',
      email: 'a@b.example',
      flag: true,
      small: 2_147_483_647,
      bounded: 100,
      size: 5_000_000_000,
      ratio: 0.5,
      mustSay: 'x',
      orNull: 'x',
      defaultNull: 'x',
      prefaulted: 'x',
      fixed: 'x',
      kind: 'only',
      huge: 5_000_000_000,
      format: 'WEB_P',
      tags: ['a', 'b'],
      holes: ['a', null],
      at: '2026-03-29T12:00:00.000Z',
      when: '2026-03-29T12:00:00.000Z',
      nested: { depth: 1, mode: 'B' },
      home: { lat: 1 },
      work: { lat: 2 },
      stops: [{ lat: 3 }],
    };
    const { inputJson, input } = await roundTrip({ ...value, target: { webSite: { url: 'u' } } });
    expect(inputJson).toEqual({ ...value, target: { kind: 'WEB_SITE', url: 'u' } });
    expect(input).toEqual({ ...value, target: { __typename: 'ShapesTargetWebSite', kind: 'WEB_SITE', url: 'u' } });
  });

  test('written into the document comes through too', async () => {
    const { input } = await roundTrip(
      {},
      '{ text: "x", size: 9007199254740991, at: "2026-03-29T14:00:00+02:00", format: WEB_P, target: { file: { path: "p" } } }',
    );
    expect(input).toMatchObject({
      size: Number.MAX_SAFE_INTEGER,
      at: '2026-03-29T12:00:00.000Z',
      format: 'WEB_P',
      target: { kind: 'FILE', path: 'p' },
    });
  });

  test('of null means not given, but where null says something', async () => {
    const nothing = { email: null, flag: null, prefaulted: null, format: null, nested: null, tags: null, target: null };
    const { inputJson, input } = await roundTrip({ text: 'x', ...nothing, orNull: null, defaultNull: null });
    expect(inputJson).toEqual({ text: 'x', mustSay: null, orNull: null, defaultNull: null });
    expect(input).toMatchObject({ ...defaults, defaultNull: null });
  });

  test('that breaks a rule of zod is refused with the path of every wrong field', async () => {
    const { issues } = await roundTrip({ text: '', email: 'x', bounded: 101, kind: 'other' });
    expect(issues?.map(({ path }) => path)).toEqual([['text'], ['email'], ['bounded'], ['kind']]);
  });

  test.for([
    { size: 1.5 },
    { size: 2 ** 53 },
    { small: 2 ** 31 },
    { at: '2026-03-29' },
    { at: '2026-03-29T12:00:00' },
    { when: 'tomorrow' },
    { format: 'jpeg' },
    { tags: ['a', null] },
    { target: { file: { path: 'p' }, webSite: { url: 'u' } } },
    { target: {} },
    { target: { file: null } },
    { unknown: 1 },
  ])('%j is refused by the schema', async (wrong) => {
    await expect(roundTrip({ text: 'x', ...wrong })).rejects.toThrow(/BAD_USER_INPUT|must be|Expected|not/);
  });
});

/** A schema has one builder per process, so each of these gets a fresh copy of the modules. */
async function schemaOf(...contracts: WorkflowContract[]) {
  vi.resetModules();
  const { createSchema } = await import('./index.ts');
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
