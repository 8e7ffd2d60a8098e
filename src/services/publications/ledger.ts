import { and, eq, inArray, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import { randomUUID } from 'node:crypto';
import type { Database } from '../../platform/db/database.ts';
import { publications } from '../../platform/db/tables/publications.ts';

export type Publication = typeof publications.$inferSelect;
export type PublicationState = Publication['state'];
export type Channel = Publication['channel'];

/** What is to be published, and by which run. */
export type NewPublication = Pick<
  Publication,
  'run' | 'workflowId' | 'workflow' | 'channel' | 'brand' | 'photo' | 'account' | 'caption' | 'altText' | 'image'
>;

/** What a channel said of a post that is public. */
export interface Post {
  postId: string | null;
  permalink: string | null;
}

/** A row as it was seen. What is said of one that somebody else has claimed since is said of another attempt, and is not written. */
type Seen = Pick<Publication, 'id' | 'token'>;

/** What of a row is prepared at a channel. */
type Prepared = Pick<Publication, 'id' | 'caption' | 'altText' | 'account' | 'image'>;

/** Why something did not become public, or nobody knows. */
export interface Reason {
  failure: string;
  message: string;
}

const now = sql`now()`;
const inState = (...states: PublicationState[]) => inArray(publications.state, states);
/** One that was planned again though it may be public: it is looked for before it is sent. */
const doubted = and(inState('PLANNED'), isNotNull(publications.doubtedAt));
/** It is not public, unless nobody can say so of what was sent before. */
const notTaken = {
  state: sql`CASE WHEN ${publications.doubtedAt} IS NULL THEN 'FAILED' ELSE 'UNCONFIRMED' END::publication_state`,
  settledAt: sql`CASE WHEN ${publications.doubtedAt} IS NULL THEN now() END`,
  token: sql`CASE WHEN ${publications.doubtedAt} IS NULL THEN ${publications.token} END`,
};
const asSeen = ({ token }: Seen) => (token === null ? isNull(publications.token) : eq(publications.token, token));

/**
 * The ledger of posts. Each change is one statement on a row in the state it changes from, so that of two who try one wins, in
 * whatever process they run; and a trigger refuses what no state may become. Null, or false: somebody else was quicker.
 */
export function createLedger({ ask }: Pick<Database, 'ask'>) {
  const update = async (id: string, from: SQL | undefined, values: PgUpdateSetSource<typeof publications>) => {
    const [row] = await ask((db) =>
      db
        .update(publications)
        .set(values)
        .where(and(eq(publications.id, id), from))
        .returning(),
    );
    return row ?? null;
  };

  return {
    /**
     * Plans a post, once for each run and channel. A row of the same place that nothing was sent for takes what is new; any other
     * stays as it is. Returns the row as it is then.
     */
    async plan(asked: NewPublication): Promise<Publication> {
      const { photo, account, caption, altText, image } = asked;
      const content = { photo, account, caption, altText, image, preparedId: null, preparedAt: null };
      const place = and(eq(publications.run, asked.run), eq(publications.channel, asked.channel));
      const [made] = await ask((db) =>
        db
          .insert(publications)
          .values(asked)
          .onConflictDoUpdate({
            target: [publications.run, publications.channel],
            set: content,
            setWhere: and(inState('PLANNED'), isNull(publications.doubtedAt)),
          })
          .returning(),
      );
      return made ?? (await ask((db) => db.select().from(publications).where(place)))[0]!;
    },

    async get(id: string): Promise<Publication | null> {
      const [row] = await ask((db) => db.select().from(publications).where(eq(publications.id, id)));
      return row ?? null;
    },

    /** Keeps the channel's id of what was made there of this text and photo, and is not public: a container, or an unpublished photo. */
    prepared: ({ id, ...of }: Prepared, preparedId: string) =>
      update(
        id,
        and(
          inState('PLANNED'),
          eq(publications.caption, of.caption),
          eq(publications.altText, of.altText),
          eq(publications.account, of.account),
          sql`${publications.image} = ${JSON.stringify(of.image)}::jsonb`,
        ),
        { preparedId, preparedAt: now },
      ),

    /** Claims a planned post for one attempt, which knows itself by the token. */
    arm: (id: string): Promise<Publication | null> =>
      update(id, inState('PLANNED'), {
        state: 'ARMED',
        token: randomUUID(),
        attempts: sql`${publications.attempts} + 1`,
        armedAt: now,
      }),

    /** The last moment before the request that makes it public. False: the claim is void, and nothing may be sent. */
    send: async (claim: Seen): Promise<boolean> =>
      (await update(claim.id, and(inState('ARMED'), asSeen(claim)), { state: 'SENT', sentAt: now })) !== null,

    /** For how long it has been claimed, by the clock of the database. */
    async claimedForMs(id: string): Promise<number> {
      const since = sql`1000 * extract(epoch FROM clock_timestamp() - ${publications.armedAt})`.mapWith(Number);
      const [row] = await ask((db) => db.select({ since }).from(publications).where(eq(publications.id, id)));
      return row?.since ?? 0;
    },

    /** Takes back a claim whose holder is gone, and makes it void: it cannot send any more, so nothing was. */
    disarm: (claim: Seen) => update(claim.id, and(inState('ARMED'), asSeen(claim)), { state: 'PLANNED', token: null }),

    /** Nothing of the request was acted on, for the reason that the channel gave: it may be sent again. */
    refused: (claim: Seen, { keepPrepared, ...reason }: Reason & { keepPrepared: boolean }) =>
      update(claim.id, and(inState('SENT'), asSeen(claim)), {
        ...reason,
        state: 'PLANNED',
        token: null,
        ...(!keepPrepared && { preparedId: null, preparedAt: null }),
      }),

    /** What was sent is not public, as far as anybody can tell, and is sent again. From then on nothing is taken for certain. */
    sendAgain: (claim: Seen, { keepPrepared }: { keepPrepared: boolean }) =>
      update(claim.id, and(inState('SENT', 'UNCONFIRMED'), asSeen(claim)), {
        state: 'PLANNED',
        token: null,
        doubtedAt: now,
        failure: null,
        message: null,
        ...(!keepPrepared && { preparedId: null, preparedAt: null }),
      }),

    /** It is public. */
    live: (seen: Seen, post: Post, settledBy: string | null = null) =>
      update(seen.id, and(or(inState('SENT', 'UNCONFIRMED'), doubted), asSeen(seen)), {
        ...post,
        state: 'LIVE',
        settledAt: now,
        settledBy,
        failure: null,
        message: null,
      }),

    /** Adds to a post that is public what the channel calls it, and where people see it. */
    found: (id: string, post: Post) => update(id, inState('LIVE'), { ...post }),

    /** Why it is not known yet whether what was sent is public. */
    doubtful: (claim: Seen, reason: Reason) => update(claim.id, and(inState('SENT'), asSeen(claim)), { ...reason }),

    /** Nobody knows whether it is public, for the reason that was given, or this one. */
    unconfirmed: (claim: Seen, { failure, message }: Reason) =>
      update(claim.id, and(inState('SENT'), asSeen(claim)), {
        state: 'UNCONFIRMED',
        failure: sql`coalesce(${publications.failure}, ${failure})`,
        message: sql`coalesce(${publications.message}, ${message})`,
      }),

    /** Nobody will send it any more: also void for whoever has claimed it. */
    abandoned: (id: string, reason: Reason) => update(id, inState('PLANNED', 'ARMED'), { ...reason, ...notTaken }),

    /** What was tried last was not taken, and is not tried again. */
    failed: (seen: Seen, reason: Reason) =>
      update(seen.id, and(inState('PLANNED', 'SENT', 'UNCONFIRMED'), asSeen(seen)), { ...reason, ...notTaken }),

    /** Somebody says that it is not public, and is not to be. */
    dropped: (seen: Seen, settledBy: string | null) =>
      update(seen.id, and(inState('UNCONFIRMED'), asSeen(seen)), {
        state: 'FAILED',
        failure: 'DROPPED',
        message: 'It was decided not to post it.',
        settledBy,
        settledAt: now,
      }),

    /** Which of some posts of a channel belong to publications that are known. */
    async known(channel: Channel, postIds: readonly string[]): Promise<ReadonlySet<string>> {
      const which = and(eq(publications.channel, channel), inArray(publications.postId, [...postIds]));
      const rows = await ask((db) => db.select({ postId: publications.postId }).from(publications).where(which));
      return new Set(rows.map(({ postId }) => postId!));
    },
  };
}
export type Ledger = ReturnType<typeof createLedger>;
