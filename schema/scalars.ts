import { GraphQLError, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import * as z from 'zod';
import { builder } from './builder.ts';

const isoDateTime = z.iso.datetime({ offset: true });

const toDate = (value: unknown): Date => {
  const parsed = isoDateTime.safeParse(value);
  if (parsed.success) return new Date(parsed.data);
  throw new GraphQLError(`DateTime must be ISO 8601 with a time zone, such as 2026-03-29T12:00:00Z.`);
};

const toSafeInt = (value: unknown): number => {
  if (Number.isSafeInteger(value)) return value as number;
  throw new GraphQLError('SafeInt must be a whole number between -(2^53 - 1) and 2^53 - 1.');
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
  description: 'Any JSON value, for clients that do not know the workflow.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node: ValueNode, variables) => valueFromASTUntyped(node, variables),
});
