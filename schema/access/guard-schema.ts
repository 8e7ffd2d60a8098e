import {
  isIntrospectionType,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { assertMay, type Permission } from '../../src/services/access/access.ts';
import type { Context } from '../builder.ts';
import { audited } from './audited.ts';
import { assertReadable } from './readable.ts';
import { ruleOf } from './rules.ts';

type Field = GraphQLField<unknown, Context>;

/** Puts its rule before every field, and the audit around every mutation. Throws for a field without a rule. */
export function guardSchema(schema: GraphQLSchema): GraphQLSchema {
  const forgotten: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields()) as Field[]) {
      const rule = ruleOf(type, field.name);
      if (rule === undefined) forgotten.push(`${type.name}.${field.name}`);
      else if (rule !== 'ANYONE' && rule !== 'HOLDER') guardField(type.name, field, rule);
    }
  }
  if (forgotten.length > 0) throw new Error(`Say in schema/access/rules.ts who may ask for: ${forgotten.join(', ')}`);
  const mutations = schema.getMutationType()?.getFields() ?? {};
  // Around the rule: what was refused is written down too.
  for (const field of Object.values(mutations) as Field[]) field.resolve = audited(field.name, field.resolve!);
  return schema;
}

function guardField(type: string, field: Field, rule: Permission) {
  const guarded =
    (next: GraphQLFieldResolver<unknown, Context>): GraphQLFieldResolver<unknown, Context> =>
    (source, args, context, info) => {
      assertMay(context.caller.access, rule);
      assertReadable(args);
      return next(source, args, context, info);
    };
  // By the type, as the builder gives a `subscribe` to fields that nobody subscribes to.
  if (type === 'Subscription') field.subscribe = guarded(field.subscribe!);
  else field.resolve = guarded(field.resolve!);
}
