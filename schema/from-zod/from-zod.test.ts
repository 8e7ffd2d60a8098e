import {
  buildClientSchema,
  getIntrospectionQuery,
  printType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { shapes } from '../../test/fixtures/shapes.ts';
import { useStack } from '../../test/stack.ts';

const stack = useStack({ worker: false, contracts: { shapes } });

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
  foreign: JSON
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
  foreign: JSON
}`),
    );
    expect(fields('ShapesTarget')).toEqual(lines('union ShapesTarget = ShapesTargetWebSite | ShapesTargetFile'));
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
  target { __typename ... on ShapesTargetFile { kind path } ... on ShapesTargetWebSite { kind url } }
  foreign`;

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
  return data!['run'] as {
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
      foreign: { $schema: 'x', '1 more': [null, { deep: 1e300 }], not: null },
    };
    const { inputJson, input } = await roundTrip({ ...value, target: { webSite: { url: 'u' } } });
    expect(inputJson).toEqual({ ...value, target: { kind: 'WEB_SITE', url: 'u' } });
    expect(input).toEqual({ ...value, target: { __typename: 'ShapesTargetWebSite', kind: 'WEB_SITE', url: 'u' } });
  });

  test('written into the document comes through too', async () => {
    const { input } = await roundTrip(
      {},
      '{ text: "x", size: 9007199254740991, at: "2026-03-29T14:00:00+02:00", format: WEB_P, target: { file: { path: "p" } }, foreign: { a: [1, B] } }',
    );
    expect(input).toMatchObject({
      size: Number.MAX_SAFE_INTEGER,
      at: '2026-03-29T12:00:00.000Z',
      format: 'WEB_P',
      target: { kind: 'FILE', path: 'p' },
      foreign: { a: [1, 'B'] },
    });
  });

  test('of null means not given, but where null says something', async () => {
    const nothing = { email: null, flag: null, prefaulted: null, format: null, nested: null, tags: null, target: null };
    const { inputJson, input } = await roundTrip({ text: 'x', ...nothing, orNull: null, defaultNull: null });
    expect(inputJson).toEqual({ text: 'x', mustSay: null, orNull: null, defaultNull: null });
    expect(input).toMatchObject({ ...defaults, defaultNull: null });
  });

  test('that breaks a rule of zod is refused with the path of every wrong field', async () => {
    const { issues } = await roundTrip({ text: '', email: 'x', bounded: 101, kind: 'other', foreign: [1] });
    expect(issues?.map(({ path }) => path)).toEqual([['text'], ['email'], ['bounded'], ['kind'], ['foreign']]);
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
    await expect(roundTrip({ text: 'x', ...wrong })).rejects.toThrow(/BAD_USER_INPUT|[Mm]ust be|Expected|not/);
  });
});
