import { buildSchema, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { FieldCost, PageCost } from '../schema/cost.ts';

/** What fields say of their cost, by type and field. */
const costs: Record<string, Record<string, FieldCost>> = {
  Query: { dear: { cost: 40 } },
  Mutation: { startOne: { spends: true }, startMany: { spends: true } },
};
const page: PageCost = { most: 100 };

/** A schema to count in; `asked` counts how often its resolvers ran. */
export function costly(): { schema: GraphQLSchema; asked: () => number } {
  let asked = 0;
  const schema = buildSchema(`
    type Query {
      dear: Int
      item: Item
      thing(kind: Kind): Thing
      things(kinds: [Kind!], where: Where): Int
      items(first: Int = 20): Items
    }
    type Items { edges: [Edge] total: Int }
    type Edge { node: Thing }
    interface Thing { id: ID item: Item items(first: Int = 20): Items }
    type Item implements Thing { id: ID item: Item items(first: Int = 20): Items }
    type Box implements Thing { id: ID item: Item items(first: Int = 20): Items lid: Item }
    type Mutation { startOne: Int startMany: Int stop: Int }
    type Subscription { item(first: Int = 20): Items live: Item }
    enum Kind { SECRETIVE OPEN }
    input Where { secretive: Int }
  `);
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !('getFields' in type)) continue;
    for (const field of Object.values((type as GraphQLObjectType).getFields())) {
      Object.assign(field, {
        extensions: { ...costs[type.name]?.[field.name] },
        resolve: () => {
          asked++;
          return null;
        },
      });
      const first = field.args?.find(({ name }) => name === 'first');
      if (first) Object.assign(first, { extensions: page });
    }
  }
  return { schema, asked: () => asked };
}
