import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { brands } from './brands.ts';
import { channelKind } from './channels.ts';
import { photos } from './photos.ts';

/**
 * PLANNED: nothing was sent. ARMED: a worker has claimed it, and nothing was sent yet. SENT: the request that makes it public may have
 * been acted on. LIVE: it is public. UNCONFIRMED: nobody knows whether it is; a person is asked. FAILED: it is not public, and will not be.
 */
export const publicationState = pgEnum('publication_state', [
  'PLANNED',
  'ARMED',
  'SENT',
  'LIVE',
  'UNCONFIRMED',
  'FAILED',
]);

const moment = (name: string) => timestamp(name, { withTimezone: true });

/** The ledger of posts: one row for each run and channel, so that nothing a run does, resets included, can post there twice. */
export const publications = pgTable(
  'publications',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** The order of lists. */
    number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** First execution run id. */
    run: text('run').notNull(),
    workflowId: text('workflow_id').notNull(),
    workflow: text('workflow').notNull(),
    channel: channelKind('channel').notNull(),
    brand: uuid('brand')
      .notNull()
      .references(() => brands.id),
    photo: uuid('photo')
      .notNull()
      .references(() => photos.id),
    /** Id of the page or account it goes to. */
    account: text('account').notNull(),
    caption: text('caption').notNull(),
    altText: text('alt_text').notNull(),
    /** The prepared file, in the deployment's own bucket. */
    image: jsonb('image').notNull().$type<{ key: string; bytes: number; sha256: string }>(),
    state: publicationState('state').notNull().default('PLANNED'),
    /** Who may send it: claimed by one attempt, and void as soon as somebody else has claimed it. */
    token: uuid('token'),
    /** How often it was armed. */
    attempts: integer('attempts').notNull().default(0),
    armedAt: moment('armed_at'),
    sentAt: moment('sent_at'),
    /** When it was last sent again though nobody could say what had become of what was sent before. */
    doubtedAt: moment('doubted_at'),
    settledAt: moment('settled_at'),
    /** What was made at the channel before it became public: the container, or the unpublished photo. */
    preparedId: text('prepared_id'),
    preparedAt: moment('prepared_at'),
    /** The channel's id of the post, and where people see it. */
    postId: text('post_id'),
    permalink: text('permalink'),
    failure: text('failure'),
    message: text('message'),
    /** Who said so, where a person has settled it. */
    settledBy: text('settled_by'),
    createdAt: moment('created_at')
      .notNull()
      .default(sql`now()`),
    changedAt: moment('changed_at')
      .notNull()
      .default(sql`now()`),
  },
  (table) => [
    unique('publications_place').on(table.run, table.channel),
    uniqueIndex('publications_post').on(table.channel, table.postId),
    index('publications_number').on(table.number),
    index('publications_brand').on(table.brand, table.number),
    index('publications_photo').on(table.photo),
    index('publications_open')
      .on(table.state, table.changedAt)
      .where(sql`state NOT IN ('LIVE', 'FAILED')`),
  ],
);
