import { InvalidInputError } from '../../src/errors.ts';
import type { Run, RunPage } from '../../src/services/runs/runs.ts';
import { builder } from '../builder.ts';
import { RunInterface } from './interface.ts';

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
    endCursor: t.exposeString('endCursor', { nullable: true, description: 'Cursor of the last; pass it as `after`.' }),
  }),
});

const RunEdge = builder.objectRef<{ run: Run; cursor: string }>('RunEdge').implement({
  description: 'A run at its place in a list.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Pass it as `after` to go on behind this run.' }),
    node: t.field({ type: RunInterface, description: 'The run.', resolve: ({ run }) => run }),
  }),
});

export const RunConnection = builder.objectRef<RunPage>('RunConnection').implement({
  description: 'A page of runs, newest first. Lists lag behind by moments; a single run never does.',
  fields: (t) => ({
    edges: t.field({ type: [RunEdge], description: 'The runs of this page.', resolve: ({ rows }) => rows }),
    pageInfo: t.field({
      type: PageInfoType,
      description: 'Where this page is. Pages go forward only.',
      resolve: ({ rows, hasNextPage }) => ({
        hasNextPage,
        hasPreviousPage: false,
        startCursor: rows[0]?.cursor ?? null,
        endCursor: rows.at(-1)?.cursor ?? null,
      }),
    }),
  }),
});

/** Arguments of every list. */
export const pageArgs = builder.args((t) => ({
  first: t.int({ required: false, description: `How many, at most ${largestPage}. Default ${defaultPage}.` }),
  after: t.string({ required: false, description: 'Cursor of the last one already seen.' }),
}));

export function pageSize(first: number | null | undefined): number {
  if (first != null && first < 1) throw new InvalidInputError([{ path: ['first'], message: 'Must be at least 1.' }]);
  return Math.min(first ?? defaultPage, largestPage);
}
