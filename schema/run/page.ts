import { InvalidInputError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import type { PageCost } from '../cost.ts';

const defaultPage = 20;
const largestPage = 100;

/** Relay's page information (relay.dev/graphql/connections.htm). */
interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

export const PageInfoType = builder.objectRef<PageInfo>('PageInfo').implement({
  description: 'Where a page is in its list.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether more come behind it.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', { description: 'Always false: lists go forward only.' }),
    startCursor: t.exposeString('startCursor', { nullable: true, description: 'Cursor of the first on the page.' }),
    endCursor: t.exposeString('endCursor', { nullable: true, description: 'Where it ends; pass it as `after`.' }),
  }),
});

/** Of a page with these cursors at its ends, if it has any. */
export const pageInfo = (
  hasNextPage: boolean,
  startCursor: string | null | undefined,
  endCursor: string | null | undefined,
): PageInfo => ({
  hasNextPage,
  hasPreviousPage: false,
  startCursor: startCursor ?? null,
  endCursor: endCursor ?? null,
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
