/** A page of a list, as the API has them. */
export interface Connection<Row> {
  edges: { node: Row }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** What the API gives at once. */
const largestPage = 100;

/** The first so many rows of a list. */
export async function pages<Row>(
  pageAt: (first: number, after: string | null) => Promise<Connection<Row>>,
  limit: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null = null; ;) {
    const { edges, pageInfo }: Connection<Row> = await pageAt(Math.min(limit - rows.length, largestPage), after);
    rows.push(...edges.map(({ node }) => node));
    after = pageInfo.endCursor;
    if (rows.length >= limit || !pageInfo.hasNextPage) return rows;
  }
}
