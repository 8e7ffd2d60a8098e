import { GraphQLError, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { momentProblem, readMoment } from '../src/services/moment.ts';
import { builder } from './builder.ts';

const toDate = (value: unknown): Date => {
  const moment = readMoment(value);
  if (moment) return moment;
  throw new GraphQLError(`DateTime: ${momentProblem(value)}`);
};

const toSafeInt = (value: unknown): number => {
  if (Number.isSafeInteger(value)) return value as number;
  throw new GraphQLError('SafeInt must be a whole number between -(2^53 - 1) and 2^53 - 1.');
};

/** JSON as it is written in a document. Objects are as JSON.parse makes them: graphql's own lack a prototype, which Drizzle takes. */
const jsonOf = (node: ValueNode, variables?: Parameters<typeof valueFromASTUntyped>[1]): unknown => {
  if (node.kind === Kind.LIST) return node.values.map((value) => jsonOf(value, variables));
  if (node.kind !== Kind.OBJECT) return valueFromASTUntyped(node, variables);
  return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, jsonOf(value, variables)]));
};

builder.scalarType('DateTime', {
  description: 'A moment, as ISO 8601 with a time zone: `2026-03-29T12:00:00Z`.',
  serialize: (value) => (value instanceof Date ? value : new Date(value)).toISOString(),
  parseValue: toDate,
});

builder.scalarType('SafeInt', {
  description: 'A whole number up to 2^53 - 1, for what does not fit Int: sizes in bytes.',
  serialize: toSafeInt,
  parseValue: toSafeInt,
  // Without this a literal would be cut to 32 bits on its way through the parser.
  parseLiteral: (node: ValueNode) => toSafeInt(node.kind === Kind.INT ? Number(node.value) : undefined),
});

builder.scalarType('JSON', {
  description: 'Any JSON value, for clients that do not know the workflow, or for what has a language of its own.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: jsonOf,
});
