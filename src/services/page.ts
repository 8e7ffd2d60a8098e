/** A page of a list, each row with a cursor to go on behind it. */
export interface Page<Node> {
  rows: { node: Node; cursor: string }[];
  /** Where the page ends, which may be behind its last row; null when nothing was listed. */
  endCursor: string | null;
  hasNextPage: boolean;
}

/** A page of rows that know their cursors, of which one more was fetched than is asked for, if there is one. */
export function cutPage<Node>(nodes: readonly Node[], first: number, cursorOf: (node: Node) => string): Page<Node> {
  const rows = nodes.slice(0, first).map((node) => ({ node, cursor: cursorOf(node) }));
  return { rows, endCursor: rows.at(-1)?.cursor ?? null, hasNextPage: nodes.length > first };
}

/** The same page of something else. */
export const mapPage = <From, To>({ rows, ...page }: Page<From>, to: (node: From) => To): Page<To> => ({
  ...page,
  rows: rows.map(({ node, cursor }) => ({ node: to(node), cursor })),
});

/** The rows of all pages of a list, one page after the other. */
export async function* everyRow<Node>(pageAt: (after?: string) => Promise<Page<Node>>): AsyncGenerator<Node> {
  for (let after: string | undefined; ;) {
    const { rows, endCursor, hasNextPage } = await pageAt(after);
    for (const { node } of rows) yield node;
    if (!hasNextPage || endCursor === null) return;
    after = endCursor;
  }
}
