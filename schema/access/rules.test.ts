import { readFileSync } from 'node:fs';
import { buildSchema, isIntrospectionType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { ForbiddenError } from '../../src/errors.ts';
import { accessOf, permissions, roles } from '../../src/services/access/access.ts';
import { anyone } from '../../src/services/access/caller.ts';
import type { Services } from '../../src/services/services.ts';
import * as fixtures from '../../test/fixtures/contracts.ts';
import * as contracts from '../../workers/contracts.ts';
import { createSchema } from '../index.ts';
import { guardSchema } from './guard-schema.ts';
import { ruleOf, rulesFor } from './rules.ts';

const schema = createSchema([...Object.values(contracts), ...Object.values(fixtures)]);
const types = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter((type) => !isIntrospectionType(type));
const isWayIn = /^(Query|Mutation|Subscription)$/;
const fields = types.flatMap((type) => Object.keys(type.getFields()).map((field) => [type, field] as const));

test('every field of the API has a rule', () => {
  expect(
    fields.filter(([type, field]) => !ruleOf(type, field)).map(([type, field]) => `${type.name}.${field}`),
  ).toEqual([]);
  expect(fields.length).toBeGreaterThan(150);
});

test('every rule is for something that is there', () => {
  const there = new Set(fields.flatMap(([type, field]) => [type.name, `${type.name}.${field}`]));
  const ofRuns = types.filter((type) => type.getInterfaces().some(({ name }) => name === 'Run'));
  for (const type of ofRuns) for (const field of Object.keys(type.getFields())) there.add(`Run.${field}`);
  expect(rulesFor.filter((name) => !there.has(name))).toEqual([]);
});

test('a field that nobody has thought about stops the start, by its name', () => {
  const forgetful = buildSchema(`
    type Query { node: Int  secrets: [Secret] }
    type Mutation { destroyEverything: Int }
    type Secret { text: String }
    interface Run { id: ID }
    type PhotoRun implements Run { id: ID  price: Int }
  `);
  expect(() => guardSchema(forgetful)).toThrow(
    /Query\.secrets, Mutation\.destroyEverything, Secret\.text, PhotoRun\.price$/,
  );
});

test('what changes something, or shows what a run was given, needs a permission', () => {
  const free = fields.filter(([type, field]) => ['ANYONE', 'HOLDER'].includes(ruleOf(type, field)!));
  expect(free.filter(([type]) => type.name === 'Mutation')).toEqual([]);
  expect(
    free.filter(([type, field]) => /^(Query|Subscription)$/.test(type.name) && !/^(workflows|viewer)$/.test(field)),
  ).toEqual([]);
  expect(free.filter(([type, field]) => type.name.endsWith('Run') && field.startsWith('input'))).toEqual([]);
});

test('each way in asks for its permission before anything else', async () => {
  const services = new Proxy({} as Services, {
    get(_target, name) {
      if (name === 'audit') return { record: async () => undefined };
      throw new Error('It was let in.');
    },
  });
  const context = { services, caller: { ...anyone, access: { permissions: [], runs: null, workflows: null } } };
  const ways = fields.filter(([type, field]) => isWayIn.test(type.name) && ruleOf(type, field) !== 'ANYONE');
  expect(ways.length).toBeGreaterThan(15);
  for (const [type, name] of ways) {
    const { resolve, subscribe } = type.getFields()[name]!;
    const enter = type.name === 'Subscription' ? subscribe! : resolve!;
    const entered = (async () => enter({}, { input: {} }, context, {} as never))();
    await expect(entered, `${type.name}.${name}`).rejects.toThrow(ForbiddenError);
  }
});

test('docs/OPERATE.md says what each permission opens, and which role has it', () => {
  const page = readFileSync(new URL('../../docs/OPERATE.md', import.meta.url), 'utf8');
  for (const permission of permissions) {
    const [, role, what = ''] = new RegExp(`^\\| \`${permission}\` +\\| (\\w+) +\\| (.*) \\|$`, 'm').exec(page) ?? [];
    const told = [...what.matchAll(/`([\w.]+)`/g)].map(([, name]) => name!);
    const needed = fields
      .filter(([type, field]) => ruleOf(type, field) === permission && !/^start[A-Z]/.test(field))
      .map(([type, field]) => (isWayIn.test(type.name) ? field : `Run.${field}`));
    expect([permission, ...told.toSorted()]).toEqual([permission, ...[...new Set(needed)].toSorted()]);
    expect([permission, role]).toEqual([
      permission,
      roles.find((one) => accessOf(one).permissions.includes(permission)),
    ]);
  }
});
