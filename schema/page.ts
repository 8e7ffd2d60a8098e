import type { InterfaceRef, ObjectRef } from '@pothos/core';
import { InvalidInputError } from '../src/errors.ts';
import type { Page } from '../src/services/page.ts';
import { builder, type SchemaTypes } from './builder.ts';
import type { PageCost } from './cost.ts';

const defaultPage = 20;
const largestPage = 100;

/** Relay's page information (relay.dev/graphql/connections.htm). */
interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

const PageInfoType = builder.objectRef<PageInfo>('PageInfo').implement({
  description: 'Where a page is in its list.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether more come behind it.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', { description: 'Always false: lists go forward only.' }),
    startCursor: t.exposeString('startCursor', { nullable: true, description: 'Cursor of the first on the page.' }),
    endCursor: t.exposeString('endCursor', { nullable: true, description: 'Where it ends; pass it as `after`.' }),
  }),
});

/** Arguments of every list. */
export const pageArgs = builder.args((t) => ({
  first: t.int({
    required: false,
    defaultValue: defaultPage,
    description: `How many, at most ${largestPage}.`,
    extensions: { most: largestPage } satisfies PageCost, // what an operation costs goes by it
  }),
  after: t.string({ required: false, description: 'Cursor of the last one already seen.' }),
}));

export function pageSize(first: number | null | undefined): number {
  if (first != null && first < 1) throw new InvalidInputError([{ path: ['first'], message: 'Must be at least 1.' }]);
  return Math.min(first ?? defaultPage, largestPage);
}

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;

interface Words {
  /** What one of them is called: `run`. */
  one: string;
  page: string;
  /** Default: just those. */
  edges?: string;
}

/** The types of a list's pages: `<name>Edge` and `<name>Connection` (relay.dev/graphql/connections.htm). */
export function connectionType<Node extends object>(
  name: string,
  type: ObjectRef<Types, Node> | InterfaceRef<Types, Node>,
  { one, page, edges = `The ${one}s of this page.` }: Words,
) {
  const Edge = builder.objectRef<Page<Node>['rows'][number]>(`${name}Edge`).implement({
    description: `A place in a list, and the ${one} there.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: `Pass it as \`after\` to go on behind this ${one}.` }),
      node: t.field({ type, description: `The ${one}.`, resolve: ({ node }) => node as never }), // Pothos cannot see that the type is that of the nodes
    }),
  });
  return builder.objectRef<Page<Node>>(`${name}Connection`).implement({
    description: page,
    fields: (t) => ({
      edges: t.field({ type: [Edge], description: edges, resolve: ({ rows }) => rows }),
      pageInfo: t.field({
        type: PageInfoType,
        description: 'Where this page is. Pages go forward only.',
        resolve: ({ rows, endCursor, hasNextPage }) => ({
          hasNextPage,
          hasPreviousPage: false,
          startCursor: rows[0]?.cursor ?? null,
          endCursor,
        }),
      }),
    }),
  });
}
