import type { FakeMeta } from '../src/local/fake-meta/fake-meta.ts';
import type { Stack } from './stack.ts';

/** A row of the ledger, next to its question and to what the public sees of it. */
export interface Told {
  id: string;
  run: string;
  state: string;
  postId: string | null;
  attempts: number;
  /** Ids of the posts that are public. */
  seen: string[];
  /** Id of the open question of whether it is public. */
  asked: string | null;
}

/** What is true of all publications of a stack. */
export function createLedgerReader({ database: { pool } }: Pick<Stack, 'database'>, meta: FakeMeta) {
  async function told(): Promise<Told[]> {
    const { rows } = await pool.query<Omit<Told, 'seen'> & { channel: string; account: string; caption: string }>(`
      SELECT id, run, channel, account, caption, state, post_id AS "postId", attempts, (
        SELECT approvals.id FROM approvals
        WHERE approvals.state = 'OPEN' AND approvals.show ->> 'publication' = publications.id::text
      ) AS asked FROM publications ORDER BY number`);
    const posts = new Map(meta.public().map((post) => [keyOf(post), post.ids]));
    return rows.map((row) => ({ ...row, seen: posts.get(keyOf(row)) ?? [] }));
  }

  /** Everything that is not as it should be, in words. */
  async function wrong(): Promise<string[]> {
    const rows = await told();
    const said = rows.flatMap(({ id, state, postId, seen, asked }) => {
      const of = `${id} is ${state}, `;
      if (seen.length > 1) return `${of}and public ${seen.length} times`;
      if (state === 'LIVE' && seen.length === 0) return `${of}and not public`;
      if (state === 'LIVE' && postId !== null && postId !== seen[0]) return `${of}and another post`;
      if (state === 'FAILED' && seen.length > 0) return `${of}and public`;
      if (state === 'UNCONFIRMED' && asked === null) return `${of}and nobody is asked`;
      if (['PLANNED', 'ARMED', 'SENT'].includes(state)) return `${of}though its run does nothing more`;
      return [];
    });
    const known = rows.reduce((sum, { seen }) => sum + seen.length, 0);
    const all = meta.public().reduce((sum, { times }) => sum + times, 0);
    if (all !== known) said.push(`${all - known} posts are in no ledger`);
    return [...said, ...meta.repeats().map(({ channel, account }) => `${channel} ${account} was sent what it had`)];
  }

  /** Photos that a run holds. */
  async function held(): Promise<string[]> {
    const sql = 'SELECT reserved_by FROM photos WHERE reserved_by IS NOT NULL';
    return (await pool.query<{ reserved_by: string }>(sql)).rows.map((row) => row.reserved_by);
  }

  /** Whether so many are planned, and nothing goes on but that people are asked. */
  async function isQuiet(count: number): Promise<boolean> {
    const rows = await told();
    return rows.length === count && rows.every(isSettled);
  }

  return { told, wrong, held, isQuiet };
}

const keyOf = ({ channel, account, caption }: { channel: string; account: string; caption: string }) =>
  JSON.stringify([channel, account, caption]);

const isSettled = ({ state, asked }: Told) => state === 'LIVE' || state === 'FAILED' || asked !== null;
