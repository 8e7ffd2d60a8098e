import type { Run, RunPage } from '../../src/services/runs/run.ts';
import { builder } from '../builder.ts';
import { RunInterface } from './interface.ts';
import { pageInfo, PageInfoType } from './page.ts';

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
    edges: t.field({
      type: [RunEdge],
      description: 'The runs of this page: fewer than asked where runs were reset, even none while more follow.',
      resolve: ({ rows }) => rows,
    }),
    pageInfo: t.field({
      type: PageInfoType,
      description: 'Where this page is. Pages go forward only.',
      resolve: ({ rows, endCursor, hasNextPage }) => pageInfo(hasNextPage, rows[0]?.cursor, endCursor),
    }),
  }),
});
