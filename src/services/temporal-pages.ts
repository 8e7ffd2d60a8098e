import { foreignCursor } from './cursor.ts';
import type { Page } from './page.ts';

/** Temporal's own limit on pages (`frontend.visibilityMaxPageSize`). */
export const longestPage = 1000;

/** Fetches what is behind a token, '' for the beginning. `next` is '' behind the last. Both are in base64. */
export type FetchPage<Row> = (token: string, size: number) => Promise<{ rows: readonly Row[]; next: string }>;

/** Tokens as Temporal has them, and back. */
export const toBase64 = (token: Uint8Array | null | undefined) => Buffer.from(token ?? []).toString('base64');
export const fromBase64 = (token: string) => Buffer.from(token, 'base64');

/** Where a page begins: the token that fetched it, and how many of its rows to skip. */
interface Cursor {
  token: string;
  skip: number;
}

/** One page, each of its rows with a cursor to go on behind it: Temporal itself has tokens for ends of pages only. */
export async function pageOf<Row>(
  pageAt: FetchPage<Row>,
  first: number,
  after: string | null | undefined,
): Promise<Page<Row>> {
  const token = after ? await tokenAt(pageAt, decodeCursor(after)) : '';
  if (token === null) return { rows: [], endCursor: null, hasNextPage: false };
  const listed = await pageAt(token, first);
  const { next } = listed;
  const rows = listed.rows.map((node, index) => {
    const last = index === listed.rows.length - 1 && next !== '';
    return { node, cursor: encodeCursor(last ? { token: next, skip: 0 } : { token, skip: index + 1 }) };
  });
  return {
    rows,
    endCursor: rows.at(-1)?.cursor ?? null,
    // A full last page also comes with a token, so only a look behind it tells.
    hasNextPage: next !== '' && (await pageAt(next, 1)).rows.length > 0,
  };
}

/** The token that fetches what is behind a cursor; null when nothing is. */
async function tokenAt<Row>(pageAt: FetchPage<Row>, { token, skip }: Cursor): Promise<string | null> {
  return skip === 0 ? token : (await pageAt(token, skip)).next || null;
}

const encodeCursor = ({ token, skip }: Cursor) => Buffer.from(JSON.stringify([token, skip])).toString('base64url');

function decodeCursor(text: string): Cursor {
  const [token, skip] = jsonArray(Buffer.from(text, 'base64url').toString());
  const skips = typeof skip === 'number' && Number.isInteger(skip) && skip >= 0 && skip <= longestPage;
  if (typeof token !== 'string' || !isToken(token) || !skips) throw foreignCursor();
  return { token, skip };
}

/** Temporal's stores all make their tokens of JSON; to any other text it answers as if it were away. */
const isToken = (token: string) => token === '' || jsonOf(fromBase64(token).toString()) !== undefined;

function jsonArray(text: string): unknown[] {
  const value = jsonOf(text);
  return Array.isArray(value) ? value : [];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
